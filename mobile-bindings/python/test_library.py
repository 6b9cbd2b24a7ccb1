"""The phone library, loaded as a foreign language loads it.

Run by `tests/run`, which puts the generated module and the library beside each other and names
their folder in PYTHONPATH.
"""

import unittest

import shusseki_mobile as shusseki


class PhoneLibrary(unittest.TestCase):
    def test_reads_every_shipped_society(self):
        profiles = [
            shusseki.read_definition("shipped.kdl", text)
            for text in shusseki.shipped_definitions()
        ]
        self.assertEqual({"jhrs", "jsnm", "jgets"}, {profile.slug for profile in profiles})
        for profile in profiles:
            self.assertTrue(profile.name.ja)
            self.assertTrue(profile.attending)

    def test_a_wrong_definition_names_line_and_remedy(self):
        with self.assertRaises(shusseki.DefinitionError.Mistakes) as caught:
            shusseki.read_definition("wrong.kdl", 'sosciety "x"')
        self.assertEqual(1, caught.exception.mistakes[0].line)

    def test_reads_a_typed_code(self):
        scanned = shusseki.scanned_code("abcd 2345")
        self.assertEqual(shusseki.ScannedKind.TYPED, scanned.kind)
        self.assertEqual("ABCD-2345", scanned.code)

    def test_nonsense_is_an_error_with_a_code(self):
        with self.assertRaises(shusseki.ScanError.NotACode) as caught:
            shusseki.scanned_code("hello")
        self.assertEqual("typed-code-unreadable", caught.exception.code)
        self.assertTrue(caught.exception.japanese)


if __name__ == "__main__":
    unittest.main()
