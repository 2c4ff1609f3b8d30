# SPDX-License-Identifier: Apache-2.0
import pytest

from notes import Notes


@pytest.fixture
def notes(tmp_path):
    return Notes(tmp_path)


def test_what_is_written_is_read(notes):
    notes.write("one", "first")
    notes.write("one", "again")
    assert notes.read("one") == "again"


def test_names_are_sorted(notes):
    for name in "cab":
        notes.write(name, "")
    assert notes.names() == ["a", "b", "c"]


def test_a_removed_note_is_gone(notes):
    notes.write("one", "first")
    notes.remove("one")
    with pytest.raises(FileNotFoundError):
        notes.read("one")
