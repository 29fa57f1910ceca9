#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py finds each kind of fault, and none in a tree without."""

import tempfile
import unittest
from pathlib import Path

import check

LICENCE = "// SPDX-FileCopyrightText: The Athanor authors\n// SPDX-License-Identifier: GPL-3.0-or-later\n"


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("CMakeLists.txt", LICENCE.replace("//", "#"))
        self.write("src/core/CMakeLists.txt", LICENCE.replace("//", "#") + "add_library(core a.cpp)\n")
        self.write("src/core/a.cpp", LICENCE + '#include "core/a.h"\n')
        self.write("src/core/a.h", LICENCE + "#pragma once\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self):
        return list(check.faults(self.root))

    def test_a_tree_in_order_has_no_faults(self):
        self.assertEqual(self.found(), [])

    def test_an_include_that_climbs(self):
        self.write("src/core/a.h", LICENCE + '#pragma once\n#include "db/session.h"\n')
        self.assertEqual(self.found(), ["src/core/a.h:4: core must not know db (db/session.h)"])

    def test_a_relative_include(self):
        self.write("src/core/a.h", LICENCE + '#pragma once\n#include "../version.h"\n')
        self.assertEqual(self.found(), ["src/core/a.h:4: include ../version.h from the root of src"])

    def test_a_missing_licence(self):
        self.write("src/core/a.h", "#pragma once\n")
        self.assertEqual([fault.split(": ")[1][:7] for fault in self.found()], ["no SPDX"] * 2)

    def test_a_source_file_that_is_not_built(self):
        self.write("src/core/b.cpp", LICENCE)
        self.assertEqual(self.found(), ["src/core/b.cpp:1: not built: missing in src/core/CMakeLists.txt"])

    def test_a_file_that_grew_too_long(self):
        self.write("src/core/a.cpp", LICENCE + "int a;\n" * check.LONGEST_FILE)
        self.assertEqual(len(self.found()), 1)

    def test_a_header_without_guard(self):
        self.write("src/core/a.h", LICENCE)
        self.assertEqual(self.found(), ["src/core/a.h:1: no #pragma once"])

    def test_a_nested_event_loop(self):
        self.write("src/core/a.cpp", LICENCE + "QEventLoop loop; // QEventLoop\n")
        self.assertEqual(self.found(), ["src/core/a.cpp:3: a nested event loop: use a future or a signal"])


if __name__ == "__main__":
    unittest.main()
