"""What an organisation's own letter may be made of: few nodes and filters, checked when it is read.

The sandbox of Jinja alone is not enough for templates that users edit: it lets them read any attribute of
what they are given, build huge strings and loop without end. So the language itself is cut down to what a
letter needs.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import nodes

from notifications.letter import LetterFault
from notifications.notice import Notice, shape
from notifications.plain import not_shown

FILTERS = ("page", "join", "length", "lower", "upper", "capitalize", "first", "last", "default")
LIST_FILTERS = ("join", "length", "first", "last")
TESTS = ("none", "defined")
LOOP = ("first", "last", "index", "length")
MAX_NODES = 3_000
MAX_LOOPS = 20
MAX_NESTED = 2
MAX_NUMBER = 1_000_000

_NEVER_SHOWN = frozenset({"due_at"})
"""Fields that are no words: `due_at` is for the calendar entry."""

_ALLOWED = (
    nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Getattr,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
)  # fmt: skip
_PLAIN_WORDS = {
    nodes.Call: "a call",
    nodes.Getitem: "an index",
    nodes.Include: "an include",
    nodes.Import: "an import",
    nodes.FromImport: "an import",
    nodes.Extends: "extends",
    nodes.Macro: "a macro",
    nodes.CallBlock: "a call block",
    nodes.FilterBlock: "a filter block",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Block: "a block inside a block",
    nodes.Scope: "autoescape",
}


Scope = Mapping[str, frozenset[str]]
"""The loop variables in reach, each with the names of its parts (none when it is text itself)."""


class Inspector:
    """Walks one template and gathers every fault."""

    def __init__(self, file: str, kind: type[Notice]) -> None:
        self.file = file
        self.kind = kind
        self.faults: list[LetterFault] = []
        self.said: set[str] = set()
        found = shape(kind)
        self._lists = found.lists
        self._words = (found.required | found.defaults.keys()) - _NEVER_SHOWN
        self._loops = 0
        self._line = 1

    def inspect(self, template: nodes.Template) -> list[LetterFault]:
        """Every fault, in the order of the file."""
        if sum(1 for _ in _every(template)) > MAX_NODES:
            self._fault(1, "the letter is too complicated", f"at most {MAX_NODES} parts")
            return self.faults
        blocks: dict[str, nodes.Block] = {}
        for node in template.body:
            if isinstance(node, nodes.Block):
                self._block(node, blocks)
            elif not _is_blank(node):
                self._fault(node.lineno, "something outside the two blocks", "only `subject` and `body`")
        for name in ("subject", "body"):
            if name not in blocks:
                self._fault(1, f"no block `{name}`", f"{{% block {name} %}}…{{% endblock %}}")
        for name in sorted(self.kind.must_say - self.said):
            self._fault(
                1, f"the letter does not say `{name}`", f"{{{{ {name} }}}}: readers have a right to it"
            )
        return self.faults

    def _block(self, node: nodes.Block, blocks: dict[str, nodes.Block]) -> None:
        if node.name not in ("subject", "body"):
            self._fault(node.lineno, f"a block `{node.name}`", "only `subject` and `body`")
        blocks[node.name] = node
        self._line = node.lineno
        for child in node.body:
            self._visit(child, {}, 0)

    def _visit(self, node: nodes.Node, scope: Scope, depth: int) -> None:
        """Whatever is visited here may be printed or compared, so it must be words."""
        self._line = node.lineno or self._line
        if not isinstance(node, _ALLOWED):
            what = _PLAIN_WORDS.get(type(node), f"`{type(node).__name__.lower()}`")
            self._fault(node.lineno, f"{what} may not stand in a letter", "fields, `if`, `for` and filters")
        elif isinstance(node, nodes.For):
            self._loop(node, scope, depth)
        elif isinstance(node, nodes.If | nodes.CondExpr):
            self._test(node.test, scope, depth)
            for child in node.iter_child_nodes(exclude=("test",)):
                self._visit(child, scope, depth)
        elif isinstance(node, nodes.Name):
            self._name(node, scope)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node, scope)
        elif isinstance(node, nodes.Filter):
            self._filter(node, scope, depth)
        elif isinstance(node, nodes.Const):
            self._constant(node)
        elif isinstance(node, nodes.TemplateData):
            for number, line in enumerate(node.data.split("\n")):
                self._visible(self._line + number, line.replace("\t", " "))
        else:
            if isinstance(node, nodes.Test) and node.name not in TESTS:
                self._fault(node.lineno, f"the test `{node.name}`", " or ".join(TESTS))
            for child in node.iter_child_nodes():
                self._visit(child, scope, depth)

    def _test(self, node: nodes.Node, scope: Scope, depth: int) -> None:
        """A condition may also ask whether a list has entries."""
        if isinstance(node, nodes.Name) and node.name not in scope and node.name in self._lists:
            return
        if isinstance(node, nodes.And | nodes.Or | nodes.Not):
            for child in node.iter_child_nodes():
                self._test(child, scope, depth)
        else:
            self._visit(node, scope, depth)

    def _loop(self, node: nodes.For, scope: Scope, depth: int) -> None:
        self._loops += 1
        if self._loops > MAX_LOOPS or depth >= MAX_NESTED:
            self._fault(node.lineno, "too many loops", f"at most {MAX_LOOPS}, {MAX_NESTED} inside each other")
        lists = self._lists
        parts: frozenset[str] = frozenset()
        if isinstance(node.iter, nodes.Name) and node.iter.name in lists and node.iter.name not in scope:
            parts = lists[node.iter.name]
            self.said.add(node.iter.name)
        else:
            expected = _one_of(lists) or "no loop: this letter has no list"
            self._fault(node.lineno, "a loop over something else", expected)
        target = node.target
        if node.recursive or not isinstance(target, nodes.Name):
            self._fault(node.lineno, "this kind of loop", "{% for entry in list %}")
            return
        if target.name in self._words or target.name == "loop":
            self._fault(node.lineno, f"`{target.name}` is already a field", "another name for the entry")
        inner = {**scope, target.name: parts, "loop": frozenset(LOOP)}
        if node.test is not None:
            self._test(node.test, inner, depth + 1)
        for child in (*node.body, *node.else_):
            self._visit(child, inner, depth + 1)

    def _name(self, node: nodes.Name, scope: Scope) -> None:
        if node.ctx != "load":
            self._fault(node.lineno, f"`{node.name}` may not be changed", "fields as they are")
        elif node.name in scope:
            if scope[node.name]:
                expected = _one_of(f"{node.name}.{part}" for part in scope[node.name])
                self._fault(node.lineno, f"`{node.name}` is not text", expected)
        elif node.name in self._lists:
            expected = "{% for entry in " + node.name + " %}"
            self._fault(node.lineno, f"`{node.name}` is a list, not text", expected)
        elif node.name in self._words:
            self.said.add(node.name)
        else:
            self._fault(node.lineno, f"there is no `{node.name}`", _nearest(node.name, self._words))

    def _attribute(self, node: nodes.Getattr, scope: Scope) -> None:
        if not isinstance(node.node, nodes.Name) or node.node.name not in scope:
            self._fault(node.lineno, f"`.{node.attr}` may not stand in a letter", "a part of a loop's entry")
            return
        parts = scope[node.node.name]
        if node.attr not in parts:
            self._fault(
                node.lineno, f"there is no `{node.node.name}.{node.attr}`", _nearest(node.attr, parts)
            )

    def _filter(self, node: nodes.Filter, scope: Scope, depth: int) -> None:
        if node.name not in FILTERS:
            self._fault(node.lineno, f"the filter `{node.name}`", _nearest(node.name, FILTERS))
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > 2:
            self._fault(node.lineno, f"the arguments of `{node.name}`", "plain arguments in their order")
        for argument in node.args:
            if not isinstance(argument, nodes.Const):
                self._fault(node.lineno, f"the arguments of `{node.name}`", "a fixed text or number")
            elif node.name == "join" and len(str(argument.value)) > 10:
                self._fault(node.lineno, "a long text between the entries", "at most 10 characters")
        if node.node is None:
            self._fault(node.lineno, "a filter without a value", "{{ field|filter }}")
        elif node.name in LIST_FILTERS:
            self._filtered_list(node, node.node)
        else:
            self._visit(node.node, scope, depth)

    def _filtered_list(self, node: nodes.Filter, value: nodes.Expr) -> None:
        """Joining what was joined would grow without bound, so these filters take a list and nothing else."""
        lists = self._lists
        fitting = [name for name, parts in lists.items() if node.name == "length" or not parts]
        if isinstance(value, nodes.Name) and value.name in fitting:
            if node.name != "length":
                self.said.add(value.name)
        else:
            expected = _one_of(fitting) or "no such filter: this letter has no list for it"
            self._fault(node.lineno, f"`{node.name}` on something else", expected)

    def _constant(self, node: nodes.Const) -> None:
        if isinstance(node.value, int | float) and abs(node.value) > MAX_NUMBER:
            self._fault(node.lineno, "a number that is too large", f"at most {MAX_NUMBER}")
        elif isinstance(node.value, str):
            self._visible(node.lineno, node.value)

    def _visible(self, line: int, words: str) -> None:
        """Control characters mark addresses in a body, and turn the reading direction around."""
        if not_shown(words):
            self._fault(line, "a character that cannot be seen", "text")

    def _fault(self, line: int | None, what: str, expected: str) -> None:
        """Jinja gives some nodes no line; then the last line that was seen is near enough."""
        self._line = line or self._line
        self.faults.append(LetterFault(self.file, self._line, what, expected))


def _every(node: nodes.Node) -> Iterator[nodes.Node]:
    """All nodes below, without recursion: a hostile file may nest deeply."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(current.iter_child_nodes())


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(child, nodes.TemplateData) and not child.data.strip() for child in node.nodes
    )


def _one_of(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(names))


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"`{near[0]}`" if near else f"one of {', '.join(sorted(known)) or 'no parts at all'}"
