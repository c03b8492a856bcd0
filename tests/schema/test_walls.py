"""The second wall: what the database's catalogue must say, and that neither it nor the matrix misses a fault."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.database import walls
from schema.tables import Feedback, Goal, Note, Outcome, Pair, Reflection, Response, Row, Source, Suggestion, Viewer
from tests.makers import Makers
from tests.matrix import differences, found, seen_in_sql
from tests.world import TABLES, World, make_world

