"""What is left out of scripts and styles changes nothing of what they do."""

from common.lean import lean


def test_comments_on_lines_of_their_own_and_indentation_go():
    script = """/** Why it is there. */
import { a } from "./a.js";

// a reason
  a("https://x.example", /* not on a line of its own */ 1); // neither
"""
    assert lean(script, ".js") == (
        'import { a } from "./a.js";\na("https://x.example", /* not on a line of its own */ 1); // neither\n'
    )


def test_a_style_keeps_what_looks_like_a_comment_of_a_script():
    assert lean("a {\n  /* why */\n  background: url(\n//x.example);\n}\n", ".css") == (
        "a {\nbackground: url(\n//x.example);\n}\n"
    )
