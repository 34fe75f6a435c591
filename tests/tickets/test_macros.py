"""Ready sentences: offered where they fit, filled from the ticket, and a wrong file says what is wrong."""

from dataclasses import replace

import pytest

from tickets.macros import BUILT_IN, MacroFileWrong, filled, load_macros, macros_for

from .test_transitions import TICKET

LOCATED = replace(TICKET, code="88986204", agency="DPUPR", kecamatan="32.12.15", category="air")


def test_the_built_in_sentences_fit_and_are_filled(tmp_path):
    offered = macros_for("reply", tmp_path)
    assert offered
    for macro in load_macros(BUILT_IN):
        assert "{" not in filled(macro, LOCATED)
    assert "8898 6204" in filled(offered[0], LOCATED)
    assert "Dinas Pekerjaan Umum" in filled(offered[0], LOCATED)


def test_what_the_ticket_does_not_say_is_left_to_the_person(tmp_path):
    asking = macros_for("wait", tmp_path)[0]
    assert filled(asking, LOCATED).endswith("di ….")


def test_an_anonymous_reporter_is_not_named(tmp_path):
    (tmp_path / "macros.toml").write_text('[[macro]]\nname = "x"\nverbs = ["note"]\ntext = "{nama} menelepon"\n')
    macro = macros_for("note", tmp_path)[0]
    named = replace(LOCATED, reporter_name="Ibu {kode} Tati")
    assert filled(macro, named) == "Ibu {kode} Tati menelepon"
    assert filled(macro, replace(named, anonymous=True)) == "pelapor menelepon"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[[macro", "TOML"),
        ("other = 1", "[[macro]]"),
        ('[[macro]]\nname = "x"\n', "name, verbs"),
        ('[[macro]]\nname = " "\nverbs = ["note"]\ntext = "a"\n', "kata"),
        ('[[macro]]\nname = "x"\nverbs = ["sing"]\ntext = "a"\n', "reply"),
        ('[[macro]]\nname = "x"\nverbs = ["note"]\ntext = "{umur}"\n', "{kode}"),
        (f'[[macro]]\nname = "x"\nverbs = ["note"]\ntext = "{"a" * 1001}"\n', "1000"),
    ],
)
def test_a_wrong_file_is_named_with_place_and_cure(tmp_path, content, said):
    (tmp_path / "macros.toml").write_text(content)
    with pytest.raises(MacroFileWrong) as caught:
        macros_for("note", tmp_path)
    assert said in str(caught.value)
    assert "macros.toml" in caught.value.english
