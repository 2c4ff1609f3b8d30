# SPDX-License-Identifier: Apache-2.0
"""Notes in a folder, one file each."""
import pathlib


class Notes:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def write(self, name, text):
        path = self.folder / (name + ".txt")
        fresh = path.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(path)

    def read(self, name):
        return (self.folder / (name + ".txt")).read_text()

    def names(self):
        return sorted(path.stem for path in self.folder.glob("*.txt"))

    def remove(self, name):
        (self.folder / (name + ".txt")).unlink()
