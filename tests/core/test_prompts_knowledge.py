"""Notes are sent only where selection, imports or package.json call for them; at most three."""

from __future__ import annotations

import pytest
from nodewright.document import Draft, Span
from nodewright.facts import ProjectFacts
from nodewright.prompts import choose_notes, load_pack
from nodewright.prompts.imports import imports_of

NOTES = load_pack().knowledge


def chosen(
    top: str, selection: str, packages: tuple[str, ...] = (), action: str = "fix-backend"
) -> list[str]:
    """Ids of the notes for a file made of ``top`` and the selected rest."""
    source = (top + selection).encode()
    draft = Draft("a.js", source, "javascript", Span(len(top.encode()), len(source)))
    facts = ProjectFacts(dependencies=dict.fromkeys(packages, "1.0.0"))
    return [note.id for note in choose_notes(NOTES, draft, facts, action)]


def test_code_that_calls_for_nothing_gets_nothing() -> None:
    assert chosen("const a = 1;\n", "function add(x) { return x + a; }\n") == []


@pytest.mark.parametrize(
    ("top", "selection", "expected"),
    [
        ("const express = require('express');\n", "const r = express.Router();\n", "express"),
        ("import fastify from 'fastify';\n", "fastify({ logger: true });\n", "fastify"),
        ("import Router from '@koa/router';\n", "new Router();\n", "koa"),
        ("import { Get } from '@nestjs/common';\n", "class A { @Get() a() {} }\n", "nestjs"),
        ("import { Pool } from 'pg';\n", "new Pool();\n", "postgresql"),
        ("const mysql = require('mysql2/promise');\n", "mysql.createPool({});\n", "mysql"),
        ("import mongoose from 'mongoose';\n", "mongoose.set('a', 1);\n", "mongodb"),
        ("import { createClient } from 'redis';\n", "createClient();\n", "redis"),
        ("import jwt from 'jsonwebtoken';\n", "jwt.decode(x);\n", "auth"),
        ("import { trace } from '@opentelemetry/api';\n", "trace.a();\n", "opentelemetry"),
        ("import test from 'node:test';\n", "test('a', () => {});\n", "testing"),
        ("", "const pg = require('pg');\n", "postgresql"),
        ("", "const { Pool } = await import('pg');\n", "postgresql"),
        ("import * as pg from 'pg';\n", "new pg.Pool();\n", "postgresql"),
        ("const { Pool: P } = require('pg');\n", "new P();\n", "postgresql"),
        ("var a = 1, R = require('ioredis');\n", "new R();\n", "redis"),
        ("export const k = require('koa');\n", "new k();\n", "koa"),
        ("import { Pool } from 'pg';\nconst db = new Pool();\n", "db.end();\n", "postgresql"),
    ],
)
def test_a_module_that_the_selection_uses_brings_its_note(
    top: str, selection: str, expected: str
) -> None:
    assert chosen(top, selection)[0] == expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("q('SELECT a FROM b WHERE c = $1', [x]);\n", "postgresql"),
        ("await users.findOne({ a });\n", "mongodb"),
        ("ctx.body = a;\n", "koa"),
        ("process.once('SIGTERM', stop);\n", "docker-kubernetes"),
        ("check(user.password);\n", "auth"),
    ],
)
def test_a_word_of_the_selection_brings_its_note(selection: str, expected: str) -> None:
    assert chosen("", selection) == [expected]


def test_a_word_counts_only_as_a_whole_word() -> None:
    assert chosen("", "const tokenizer = 1; const $spanner = 2; findOneMore();\n") == []


def test_a_package_of_package_json_brings_its_note() -> None:
    assert chosen("", "work();\n", ("mongoose",)) == ["mongodb"]


def test_an_action_brings_its_note() -> None:
    assert chosen("", "work();\n", action="write-tests") == ["testing"]
    assert chosen("", "work();\n", action="deployment") == ["docker-kubernetes"]
    assert chosen("", "work();\n", action="add-observability") == ["opentelemetry"]


def test_no_more_than_three_notes_the_most_telling_first() -> None:
    top = "import pg from 'pg';\nimport redis from 'redis';\nimport koa from 'koa';\n"
    packages = ("pg", "redis", "koa", "mongoose", "fastify", "express")
    selection = "redis.a(); check(password);\n"
    assert chosen(top, selection, packages) == ["redis", "auth", "koa"]
    assert chosen(top, selection, packages, "write-tests") == ["testing", "redis", "auth"]


def test_more_evidence_of_the_same_kind_goes_first() -> None:
    assert chosen("", "login(token, password); users.findOne(a);\n") == ["auth", "mongodb"]


def test_imports_are_read_with_their_names_in_order() -> None:
    source = b"""#!/usr/bin/env node
'use strict';
import a, { b as c, d } from 'one';
import * as e from "two";
import 'three';
export { f } from 'four';
const { g, h: i } = require('five'), j = require('six').promises;
require('seven');
const k = await import('eight');
const app = a();
function later() { return require('never'); }
const lazy = () => require('never');
const name = `x`; const dynamic = require(name);
"""
    found = [(item.module, set(item.names)) for item in imports_of(source)]
    assert found == [
        ("one", {"a", "c", "d"}),
        ("two", {"e"}),
        ("three", set()),
        ("four", set()),
        ("five", {"g", "i", "j"}),
        ("six", {"g", "i", "j"}),
        ("seven", set()),
        ("eight", {"k"}),
        ("one", {"app"}),
    ]


def test_imports_of_a_huge_or_broken_file_are_read_as_far_as_possible() -> None:
    huge = b"import a from 'a';\n" + b"work();\n" * 100_000
    assert [item.module for item in imports_of(huge)] == ["a"]
    assert [item.module for item in imports_of(b"import a from 'a';\nfunction (\n")] == ["a"]
    assert imports_of(b"a" * 100_000) == ()
    assert imports_of(b"const s = " + b"1 + " * 10_000 + b"1;\n") == ()
    assert imports_of(b"") == ()


def test_typescript_imports_are_read() -> None:
    source = b"import type { A } from 'a';\nimport b = require('b');\nconst x = <number>y;\n"
    found = [(item.module, set(item.names)) for item in imports_of(source, "typescript")]
    assert found == [("a", {"A"}), ("b", {"b"})]
