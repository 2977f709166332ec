"""Schools: profile in and out, the admin, the page with the lines to paste, logos."""

from __future__ import annotations

import io

import pytest
import yaml
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from PIL import Image

from foundation import school_profile
from schools.models import Clb, Contact, School


def exported(slug: str) -> str:
    out = io.StringIO()
    call_command("profiel_exporteren", slug, stdout=out)
    return out.getvalue()


def test_a_profile_goes_out_and_in_unchanged(schools, settings, tmp_path):
    original = school_profile.read_profile(settings.EXAMPLE_SCHOOL)
    stripped = {key: value.strip() if isinstance(value, str) else value for key, value in original.items()}
    assert schools["voorbeeldschool"].profile() == stripped
    for slug in schools:
        file = tmp_path / "kopie.yml"
        file.write_text(exported(slug), encoding="utf-8")
        call_command("profiel_importeren", str(file), stdout=io.StringIO())
        copy = School.objects.get(slug="kopie")
        assert copy.profile() == schools[slug].profile()
        assert exported("kopie") == exported(slug)


def test_importing_leaves_the_look_and_the_sites_alone(school, tmp_path):
    school.color, school.allowed_origins = "#5b2c83", "https://www.school.example"
    school.save()
    file = tmp_path / "x.yml"
    file.write_text(yaml.safe_dump({"name": "school X", "contacts": [{"role": "directie"}]}), encoding="utf-8")
    call_command("profiel_importeren", str(file), school=school.slug, stdout=io.StringIO())
    school = School.objects.get(pk=school.pk)
    assert school.profile() == {"name": "school X", "contacts": [{"role": "directie"}]}
    assert (school.color, school.allowed_origins) == ("#5b2c83", "https://www.school.example")


@pytest.mark.parametrize(
    "profile",
    [{"naam": "x"}, {"name": "x" * 300}, {"contacts": [{"phone": "1"}]}, "x", {"clb": {"role": "x", "mail": "y"}}],
)
def test_a_bad_profile_changes_nothing(school, tmp_path, profile):
    before = school.profile()
    file = tmp_path / "voorbeeldschool.yml"
    file.write_text(yaml.safe_dump(profile), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("profiel_importeren", str(file))
    assert School.objects.get(pk=school.pk).profile() == before


def test_every_profile_is_one_the_assistant_takes(schools):
    for school in schools.values():
        assert school_profile.slots_from(school.profile())


def test_demo_schools_are_made_once(schools):
    call_command("voorbeeldscholen")
    assert School.objects.count() == 2


def test_school_json(client, schools):
    body = client.get("/api/voorbeeldschool/school").json()
    assert set(body) == {"name", "color", "logo", "welcome", "contact", "emergency", "first_choices", "most_characters"}
    assert body["name"] == "basisschool De Voorbeeldboom"
    assert body["emergency"][0] == {
        "name": "noodnummer",
        "phone": "112",
        "for": "iedereen die nu in gevaar is (ziekenwagen, brandweer, politie)",
    }
    assert [choice["title"] for choice in body["first_choices"]][:2] == [
        "Mijn kind wordt gepest",
        "Mijn kind ziet pesten",
    ]


def admin_form(school: School | None = None, **changes) -> dict[str, str]:
    form = {
        "name": "basisschool De Beuk",
        "slug": "de-beuk",
        "active": "on",
        "color": "#0b5c66",
        "daily_messages": "100",
    }
    for prefix, rows in (("contacts", 1), ("clb", 0), ("holidays", 0)):
        form |= {f"{prefix}-TOTAL_FORMS": str(rows), f"{prefix}-INITIAL_FORMS": "0"}
    form |= {"contacts-0-role": "directie", "contacts-0-place": "0"}
    return form | changes


def test_a_school_in_the_admin(admin_client):
    response = admin_client.post("/beheer/schools/school/add/", admin_form())
    assert response.status_code == 302, response.context["errors"]
    school = School.objects.get(slug="de-beuk")
    assert school.profile() == {"name": "basisschool De Beuk", "contacts": [{"role": "directie"}]}
    page = admin_client.get(f"/beheer/schools/school/{school.pk}/change/").content.decode()
    assert "Wat doet de school om pesten te voorkomen?" in page
    assert "Opslaan" in page  # Django's own words are Dutch as well


def test_who_stands_in_a_profile_never_stands_in_the_log_of_the_admin(admin_client):
    people = {"contacts-0-name": "Kim Voorbeeld", "clb-0-name": "Noor Voorbeeld", "clb-TOTAL_FORMS": "1"}
    assert admin_client.post("/beheer/schools/school/add/", admin_form(**people)).status_code == 302
    school = School.objects.get(slug="de-beuk")
    told = admin_client.get(f"/beheer/schools/school/{school.pk}/history/").content.decode()
    assert "Contactpersoon ‘…’ toegevoegd" in told
    assert "Voorbeeld" not in told
    assert not LogEntry.objects.filter(change_message__contains="Voorbeeld").exists()


def refused(response) -> dict[str, object]:
    """Return what is wrong with a form of the admin, by field; of the people beside the school all at once."""
    assert response.status_code == 200
    assert not School.objects.filter(slug="de-beuk").exists()
    people = [errors for formset in response.context["inline_admin_formsets"] for errors in formset.formset.errors]
    return {**response.context["adminform"].form.errors, **({"people": people} if any(people) else {})}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"color": "#ffff00"}, "color"),
        ({"allowed_origins": "https://x.be/"}, "allowed_origins"),
        ({"slug": "De Beuk"}, "slug"),
        ({"prevention": "x" * 2001}, "prevention"),
        ({"contacts-0-role": "", "contacts-0-phone": "1"}, "people"),
    ],
)
def test_the_admin_refuses_what_cannot_work(admin_client, changes, wrong):
    assert set(refused(admin_client.post("/beheer/schools/school/add/", admin_form(**changes)))) == {wrong}


def picture(form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#0b5c66").save(out, form)
    return out.getvalue()


def test_a_logo(admin_client, client):
    upload = SimpleUploadedFile("logo.png", picture(), "image/png")
    assert admin_client.post("/beheer/schools/school/add/", admin_form(logo=upload)).status_code == 302
    school = School.objects.get(slug="de-beuk")
    response = client.get(school.logo_url)
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content) == picture()
    assert school.logo_url in client.get("/?school=de-beuk").content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("logo.png", b"<script>"),
        ("logo.gif", picture("GIF")),
        ("logo.png", picture() + b"\0" * 600_000),
    ],
)
def test_what_is_no_logo(admin_client, name, content):
    form = admin_form(logo=SimpleUploadedFile(name, content))
    assert set(refused(admin_client.post("/beheer/schools/school/add/", form))) == {"logo"}


def test_a_school_without_logo(client, schools):
    assert client.get("/school/voorbeeldschool/logo").status_code == 404


def test_the_colour_comes_as_a_stylesheet(client, school):
    assert "--school: #0b5c66" in client.get("/school/voorbeeldschool/stijl.css").content.decode()
    assert school.style_url.replace("&", "&amp;") in client.get("/").content.decode()


def test_the_lines_to_paste_are_for_staff(client, admin_client, schools):
    assert client.get("/school/voorbeeldschool/inbouwen").status_code == 302
    assert client.get("/school/voorbeeldschool/proefpagina").status_code == 302
    page = admin_client.get("/school/voorbeeldschool/inbouwen").content.decode()
    assert "&lt;iframe src=&quot;http://testserver/embed/voorbeeldschool&quot;" in page
    assert "data-school=&quot;voorbeeldschool&quot;" in page
    assert "http://testserver/?school=voorbeeldschool" in page
    assert '<iframe class="preview" src="http://testserver/embed/voorbeeldschool"' in page
    assert "Nog geen enkele" in page
    assert "data-school" in admin_client.get("/school/voorbeeldschool/proefpagina").content.decode()


def test_people_need_a_name_or_a_role(school):
    from django.core.exceptions import ValidationError

    for person in (Contact(school=school, phone="1"), Clb(school=school)):
        with pytest.raises(ValidationError):
            person.clean()


def test_the_school_page_shows_which_sites_are_allowed(admin_client, school):
    school.allowed_origins = "https://*.smartschool.be"
    school.save()
    assert "https://*.smartschool.be</li>" in admin_client.get("/school/voorbeeldschool/inbouwen").content.decode()


@pytest.mark.parametrize(
    "text", ["Bel [[awel]]", "Welkom op {school_name}", "<b>Welkom</b>", "[x](javascript:alert(1))"]
)
@pytest.mark.parametrize("field", ["name", "welcome", "prevention", "method"])
def test_a_school_cannot_fill_in_what_parents_would_not_read_as_meant(school, field, text):
    setattr(school, field, text)
    with pytest.raises(ValidationError) as refused:
        school.full_clean()
    assert field in refused.value.message_dict


def test_nor_for_a_contact_nor_in_a_profile_that_is_read_in(school):
    before = school.profile()
    for profile in ({"name": "x", "contacts": [{"role": "[[awel]]"}]}, {"name": "x", "approach": "{school_clb}"}):
        with pytest.raises(ValidationError):
            school.take_profile(profile)
    assert School.objects.get(pk=school.pk).profile() == before


def test_the_hours_stand_beside_the_people(client, schools):
    def contact(slug: str) -> str:
        return client.get(f"/api/{slug}/school").json()["contact"]

    assert "**Bereikbaar:** Op schooldagen van 8.15 tot 16 uur" in contact("voorbeeldschool")
    assert "meestal tijdens de schooluren" in contact("nieuweschool")
    assert "Op schooldagen van 8.15" in client.get("/").content.decode()  # also without scripts
