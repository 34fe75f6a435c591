"""Reading a dialplan: steps, arguments, references, patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialplans.extensions import branches, matches, read_steps, references, split

TEXT = """\
; a comment
[first]
exten => 112,1,Answer() ; another
 same => n(there),GotoIf($["${A}" = "x"]?second,s,1:there)
exten => s,n,Hangup
[second]
exten => s,5,NoOp(a\\;b)
"""


def test_steps():
    steps = [(s.line, s.context, s.exten, s.priority, s.label, s.application) for s in read_steps("f", TEXT)]
    assert steps == [
        (3, "first", "112", 1, "", "Answer"),
        (4, "first", "112", 2, "there", "GotoIf"),
        (5, "first", "s", 3, "", "Hangup"),
        (7, "second", "s", 5, "", "NoOp"),
    ]


def test_branches():
    assert branches('$["${A}" = "a:b"]?one,s,1:two') == ["one,s,1", "two"]
    assert branches("1?:two") == ["two"]


def test_references_are_outermost():
    assert list(references("a${B}c${D(${E},f)}")) == ["B", "D(${E},f)"]


@pytest.mark.parametrize(
    ("pattern", "number", "fits"),
    [
        ("112", "112", True),
        ("_1X2", "192", True),
        ("_NX", "12", False),
        ("_X.", "1", False),
        ("_[a-c]!", "b", True),
        ("_op.", "op3", True),
    ],
)
def test_patterns(pattern, number, fits):
    assert matches(pattern, number) is fits


@given(st.text(alphabet='ab,:?${}()[]"; \n'))
def test_no_text_breaks_the_reader(text):
    list(read_steps("f", f"[c]\nexten => s,1,{text}"))
    assert ",".join(split(text, ",")) == text
    list(references(text))
