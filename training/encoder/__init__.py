"""Makes what lies in `encoder/`: adapts a public multilingual sentence encoder to our domain and packs it small.

A step for maintainers, seldom needed (`make encoder`): schools only fit the light model on top of it.
"""
