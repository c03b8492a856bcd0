"""What a document selects, as the GraphQL specification collects it: fragments unfolded, directives heard, equal keys merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_directive_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective


@dataclass(frozen=True)
class Asked:
    """One operation's view of a document: its schema, its fragments and the values of its variables."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues

    def fields(self, kind: GraphQLObjectType, selections: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Response key → the field nodes merged under it, in the order of the document."""
        grouped: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection_set in selections:
            for node in self._unfolded(kind, selection_set, seen):
                key = node.alias.value if node.alias else node.name.value
                grouped.setdefault(key, []).append(node)
        return grouped

    def _unfolded(self, kind: GraphQLObjectType, selection_set: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._wanted(node.directives, node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._fits(kind, node.type_condition.name.value):
                    yield from self._unfolded(kind, node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._fits(kind, fragment.type_condition.name.value):
                    yield from self._unfolded(kind, fragment.selection_set, seen)

    def _wanted(self, directives: Any, node: Any) -> bool:
        if not directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if_" if "if_" in skip else "if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not include or bool(include["if_" if "if_" in include else "if"])

    def _fits(self, kind: GraphQLObjectType, condition: str) -> bool:
        if condition == kind.name:
            return True
        named = self.schema.get_type(condition)
        return is_abstract_type(named) and self.schema.is_sub_type(named, kind)


def deciding_variables(nodes: Iterable[Any]) -> tuple[set[str], set[str]]:
    """Names of the variables on which `@skip` and `@include` depend, and of all others used, anywhere below the nodes.

    A compiled plan holds for every request in which the first have the same values and the same ones of the second are null or missing.
    """
    switches: set[str] = set()
    others: set[str] = set()
    stack: list[tuple[Any, bool]] = [(node, False) for node in nodes]
    while stack:
        node, in_directive = stack.pop()
        if isinstance(node, VariableNode):
            (switches if in_directive else others).add(node.name.value)
            continue
        for key in getattr(node, "keys", ()):
            value = getattr(node, key, None)
            inside = in_directive or isinstance(node, DirectiveNode)
            if isinstance(value, (list, tuple)):
                stack.extend((child, inside) for child in value)
            elif value is not None and hasattr(value, "keys"):
                stack.append((value, inside))
    return switches, others
