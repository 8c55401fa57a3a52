"""A list in a prepared statement, as one value: SQLAlchemy writes ``in_`` anew for each length."""

from typing import Any

from sqlalchemy import ARRAY, JSON, Boolean, ColumnElement, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Many(TypeDecorator[list[Any]]):
    """Values of one type: an array on PostgreSQL, a JSON list on SQLite."""

    impl = JSON
    cache_ok = True

    def __init__(self, one: TypeEngine[Any]) -> None:
        super().__init__()
        self.one = one

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return how this database takes many values."""
        return dialect.type_descriptor(ARRAY(self.one) if dialect.name == "postgresql" else JSON())


class among(ColumnElement[bool]):  # noqa: N801 (it reads as a word in a statement)
    """``among(column, "ids")``: the column holds one of the values that are given as ``ids``, a list."""

    inherit_cache = False
    type = Boolean()
    _is_implicitly_boolean = True  # else SQLite would be asked for "… = 1", and use no index

    def __init__(self, column: ColumnElement[Any] | Mapped[Any], name: str) -> None:
        self.column: ColumnElement[Any] = coercions.expect(roles.ColumnArgumentRole, column)
        self.values: ColumnElement[Any] = bindparam(name, type_=_Many(self.column.type))


@compiles(among, "postgresql")
def _in_array(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY ({compiler.process(element.values, **kw)})"


@compiles(among, "sqlite")
def _in_document(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    values = compiler.process(element.values, **kw)
    return f"{compiler.process(element.column, **kw)} IN (SELECT value FROM json_each({values}))"
