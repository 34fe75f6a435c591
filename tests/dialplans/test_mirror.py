"""Which archive the host's apt sources name."""

from hypothesis import given
from hypothesis import strategies as st

from dialplans.mirror import DEFAULT_KEYRING, Mirror, debian_mirror

DEB822 = """\
# a comment
Types: deb deb-src
URIs: http://mirror.test/debian
  http://second.test/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /keys/own.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
"""


def test_deb822():
    assert debian_mirror({"debian.sources": DEB822}, "bookworm") == Mirror("http://mirror.test/debian", "/keys/own.gpg")


def test_one_line_notation():
    text = "# deb http://old.test/ bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] mirror+file:/m bookworm main # c\n"
    assert debian_mirror({"sources.list": text}, "bookworm") == Mirror("mirror+file:/m", "/k.gpg")


def test_a_keyring_is_assumed_where_none_is_named():
    mirror = debian_mirror({"sources.list": "deb http://m.test/ bookworm main"}, "bookworm")
    assert mirror == Mirror("http://m.test/", DEFAULT_KEYRING)


def test_a_key_written_into_the_source_is_no_keyring_file():
    text = "Types: deb\nURIs: http://m.test/\nSuites: trixie\nComponents: main\nSigned-By:\n -----BEGIN PGP\n .\n abc\n"
    assert debian_mirror({"a.sources": text}, "trixie") == Mirror("http://m.test/", DEFAULT_KEYRING)


def test_the_own_release_goes_before_other_archives():
    texts = {"a.list": "deb http://other.test/ nodistro main", "b.list": "deb http://m.test/ bookworm main"}
    assert debian_mirror(texts, "bookworm").address == "http://m.test/"


def test_security_updates_sources_and_disabled_ones_do_not_count():
    texts = {
        "a.list": "deb http://m.test/ bookworm-security main\ndeb http://m.test/ bookworm/updates main\n",
        "b.list": "deb-src http://m.test/ bookworm main\ndeb http://m.test/ bookworm contrib\n",
        "c.sources": "Enabled: no\nTypes: deb\nURIs: http://m.test/\nSuites: bookworm\nComponents: main\n",
    }
    assert debian_mirror(texts, "bookworm") is None


@given(st.text(), st.sampled_from(["a.sources", "sources.list"]))
def test_any_text_is_survived(text, name):
    assert debian_mirror({name: text}, "bookworm") is None or "main" in text
