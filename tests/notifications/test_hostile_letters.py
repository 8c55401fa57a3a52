"""Own letters that try to reach, grow or loop where a letter has no business: refused when they are read."""

from pathlib import Path

import pytest

from notifications.letters import LetterError, Letters, LettersRefused
from tests.notifications.letter_examples import STORE
from tests.notifications.own_folder import body, faults, write

WRONG = {
    "class walk": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "a call"),
    "class walk on a field": ("{{ reason.__class__ }}", "`.__class__`"),
    "attr filter": ("{{ reason|attr('__class__') }}", "the filter `attr`"),
    "format walk": ("{{ '{0.__class__}'.format(reason) }}", "a call"),
    "format filter": ("{{ '%s'|format(reason) }}", "the filter `format`"),
    "map to attribute": ("{{ reason|map(attribute='__class__')|list }}", "the filter `list`"),
    "index": ("{{ reason['__class__'] }}", "an index"),
    "slice": ("{{ reason[0:10] }}", "an index"),
    "self": ("{{ self.body() }}", "a call"),
    "self without a call": ("{{ self }}", "there is no `self`"),
    "range": ("{% for n in range(10 ** 9) %}x{% endfor %}", "a loop over something else"),
    "globals": ("{{ lipsum }}{{ cycler }}{{ joiner }}{{ namespace }}", "there is no `lipsum`"),
    "config": ("{{ config }}", "there is no `config`"),
    "huge string": ("{{ 'x' * 900000000 }}", "`mul` may not stand"),
    "huge power": ("{{ 9 ** 9999999 }}", "`pow` may not stand"),
    "huge number": ("{{ 99999999999 }}", "a number that is too large"),
    "endless number": ("{{ 1e999 }}", "a number that is too large"),
    "thousands of digits": ("{{ " + "9" * 6000 + " }}", "too complicated"),
    "wide centre": ("{{ reason|center(100000000) }}", "the filter `center`"),
    "indent": ("{{ reason|indent(100000000) }}", "the filter `indent`"),
    "growing replace": (
        "{{ reason|replace('a', 'aaaaaaaaaa')|replace('a', 'aaaaaaaaaa') }}",
        "the filter `replace`",
    ),
    "joined again and again": (
        "{{ reason|join('xxxxxxxxxx')|join('xxxxxxxxxx') }}",
        "`join` on something else",
    ),
    "glued together": ("{{ reason ~ reason ~ reason }}", "`concat` may not stand"),
    "added together": ("{{ reason + reason }}", "`add` may not stand"),
    "list in a letter": ("{{ [1, 2, 3] }}", "`list` may not stand"),
    "dict in a letter": ("{{ {'a': 1} }}", "`dict` may not stand"),
    "loop over text": ("{% for letter in reason %}{{ letter }}{% endfor %}", "a loop over something else"),
    "loop over a literal": ("{% for n in [1, 2] %}{{ n }}{% endfor %}", "a loop over something else"),
    "recursive loop": ("{% for n in reason recursive %}{{ loop(n) }}{% endfor %}", "this kind of loop"),
    "include of another file": ("{% include '../../secrets.txt' %}", "an include"),
    "include of the page": ("{% include '_letter.html' %}", "an include"),
    "import": ("{% import 'nl/paused.j2' as other %}", "an import"),
    "from import": ("{% from 'nl/paused.j2' import x %}", "an import"),
    "extends": ("{% extends 'nl/paused.j2' %}", "extends"),
    "macro": ("{% macro m() %}{{ m() }}{% endmacro %}", "a macro"),
    "call block": ("{% call reason() %}x{% endcall %}", "a call block"),
    "filter block": ("{% filter upper %}x{% endfilter %}", "a filter block"),
    "set": ("{% set x = reason %}{{ x }}", "set"),
    "set block": ("{% set x %}y{% endset %}", "set"),
    "with": ("{% with x = 1 %}{{ x }}{% endwith %}", "may not stand"),
    "autoescape off": ("{% autoescape false %}{{ reason }}{% endautoescape %}", "autoescape may not stand"),
    "do": ("{% do reason.append(1) %}", "unknown tag 'do'"),
    "block in a block": ("{% block inner %}x{% endblock %}", "a block inside a block"),
    "safe": ("{{ reason|safe }}", "the filter `safe`"),
    "a test that calls": ("{{ 'x' if reason is callable else 'y' }}", "the test `callable`"),
    "the moment for the calendar": ("{{ due_at }}", "there is no `due_at`"),
    "unknown field": ("{{ salary }}", "there is no `salary`"),
    "attribute of a field": ("{{ stage.name }}", "`.name` may not stand"),
    "unclosed": ("{% if reason %}x", "endif"),
    "broken": ("{{ reason", "expected token"),
    "an argument that is not fixed": ("{{ reason|default(stage) }}", "the arguments of `default`"),
    "named arguments": ("{{ reason|default(default_value='x') }}", "the arguments of `default`"),
    "unpacked arguments": ("{{ reason|default(*stage) }}", "the arguments of `default`"),
    "deep nesting of brackets": ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "too complicated"),
    "deep nesting of not": ("{{ " + "not " * 5000 + "reason }}", "too complicated"),
    "deep nesting of if": ("{% if reason %}" * 400 + "x" + "{% endif %}" * 400, "too complicated"),
    "deep nesting of attributes": ("{{ reason" + ".a" * 9000 + " }}", "too complicated"),
    "a mark for an address": (r"{{ '\x02javascript:alert(1)' }}", "a character that cannot be seen"),
    "a mark in the text": ("\x02javascript:alert(1)", "a character that cannot be seen"),
    "turned around": ("betaal \u202enu", "a character that cannot be seen"),
    "line break in quotes": (r"{{ 'a\nb' }}", "a character that cannot be seen"),
    "a wall of parts": ("{{ reason }}" * 4000, "too complicated"),
}


@pytest.mark.parametrize(("words", "what"), WRONG.values(), ids=WRONG)
def test_what_a_letter_does_not_need_is_refused(tmp_path: Path, words: str, what: str) -> None:
    found = faults(tmp_path, words)
    assert found
    assert any(what in fault.what for fault in found), found
    assert all(fault.file == "nl/news.j2" and fault.line >= 1 and fault.expected for fault in found)
    with pytest.raises(LettersRefused):
        Letters(tmp_path)


@pytest.mark.parametrize(
    ("words", "what", "expected"),
    [
        ("{{ items }}", "`items` is a list, not text", "{% for entry in items %}"),
        ("{{ items|upper }}", "`items` is a list, not text", "{% for entry in items %}"),
        ("{{ items if items else '' }}", "`items` is a list, not text", "{% for entry in items %}"),
        (
            "{% for item in items %}{{ item }}{% endfor %}",
            "`item` is not text",
            "`item.link` or `item.text` or `item.title`",
        ),
        ("{% for item in items %}{{ item.titel }}{% endfor %}", "there is no `item.titel`", "`title`"),
        (
            "{% for item in items %}{{ item.title.upper }}{% endfor %}",
            "`.upper` may not stand in a letter",
            "a part of a loop's entry",
        ),
        ("{% for item in items %}{{ loop }}{% endfor %}", "`loop` is not text", ""),
        ("{% for item in items %}{{ loop.cycle }}{% endfor %}", "there is no `loop.cycle`", ""),
        ("{% for link in items %}x{% endfor %}", "`link` is already a field", "another name for the entry"),
        ("{% for a, b in items %}x{% endfor %}", "this kind of loop", "{% for entry in list %}"),
        ("{% for item in items %}x{% endfor %}{{ item.title }}", "`.title` may not stand in a letter", ""),
        ("{{ items|join(', ') }}", "`join` on something else", "no such filter"),
        (
            "{% for a in items %}" * 3 + "{% endfor %}" * 3,
            "too many loops",
            "at most 20",
        ),
        ("{% for a in items %}x{% endfor %}" * 21, "too many loops", "at most 20"),
    ],
)
def test_lists_are_only_walked_through(tmp_path: Path, words: str, what: str, expected: str) -> None:
    found = faults(tmp_path, words, "nl/bundle.j2")
    assert [fault for fault in found if fault.what == what and expected in fault.expected], found


def test_a_long_text_between_entries_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "{{ reason }}{{ lessons|join('" + "x" * 11 + "') }}", "nl/stopped.j2")
    assert fault.what == "a long text between the entries"


def test_loops_within_loops_end_when_the_letter_grows_too_long(tmp_path: Path) -> None:
    words = "{% for a in items %}{% for b in items %}{{ a.text }}{% endfor %}{% endfor %}"
    letters = Letters(write(tmp_path, body(words), "nl/bundle.j2"))
    items = [{"title": "x", "text": "y" * 1000, "link": ""}] * 1000
    with pytest.raises(LetterError, match="too long: over 200000 characters"):
        letters.render("bundle", "nl", {**STORE["bundle"].context(), "items": items})
