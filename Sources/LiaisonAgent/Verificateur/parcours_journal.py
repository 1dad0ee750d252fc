"""parcours_journal.py: one pass over the records and the leaves of an exported log, and what its prunings
account for. Needs formats_journal.py beside it."""
from bisect import bisect_left
from calendar import monthrange
from datetime import date, timedelta
from itertools import accumulate

from formats_journal import Tree, Wrong, counted, decode, lines_of, record, require, sha256, shown


def months_before(day, months):
    """The same day of the month, else the last one."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_regular(pruning):
    """A pruning takes what its rule, of 6 to 36 months, makes old on the day of its record (in UTC: a day's
    margin), and cites a checkpoint of before it."""
    months, _, word = pruning["regle"].partition("-")
    day = date.fromisoformat(pruning["le"][:10]) + timedelta(days=1)
    return (word == "mois" and months.isdigit() and 6 <= int(months) <= 36
            and date.fromisoformat(pruning["avant"]) <= months_before(day, int(months))
            and pruning["point"] <= pruning["n"])


class Records:
    """One pass over the leaves and the records."""

    def __init__(self, path):
        self.path, self.tree = path, Tree()
        self.present, self.absent, self.prunings = 0, [], []
        # Where the day of what is there changes.
        self.starts, self.days, self.earliest = [], [], []

    def run(self, watched):
        """watched: by size, the file and the root that the tree must have there."""
        records = self.records()
        content, line = next(records)
        self.compare(watched)
        for text in lines_of(f"{self.path}/feuilles.txt"):
            n, leaf = self.tree.size, decode(text)
            require(len(leaf) == 32, f"feuille {n} de mauvaise taille")
            if content is not None and content["n"] == n:
                require(sha256(b"\0" + line) == leaf, f"l'enregistrement {n} a été modifié")
                self.note(content)
                content, line = next(records)
            elif self.absent and self.absent[-1][1] == n - 1:
                self.absent[-1][1] = n
            else:
                self.absent.append([n, n])
            self.tree.append(leaf)
            self.compare(watched)
        require(content is None, f"l'enregistrement {content and content['n']} n'a pas de feuille")

    def records(self):
        """Each with its line, then None: in the order of their numbers."""
        last = -1
        for line in lines_of(f"{self.path}/journal.jsonl"):
            try:
                content = record(line)
            except Wrong as error:
                raise Wrong(f"enregistrement après le {last} : {error}") from error
            require(isinstance(content["n"], int) and content["n"] > last,
                    f"l'ordre est faux après {last}")
            last = content["n"]
            yield content, line
        yield None, None

    def note(self, content):
        self.present += 1
        day = date.fromisoformat(content["le"][:10])
        if not self.days or self.days[-1] != day:
            self.starts.append(content["n"])
            self.days.append(day)
        if content["acte"] == "elagage":
            require(is_regular(content),
                    f"l'élagage {content['n']} n'est pas ce que sa règle permet")
            self.prunings.append(content)

    def compare(self, watched):
        for name, root in watched.get(self.tree.size, ()):
            require(self.tree.root() == root,
                    f"points/{shown(name)} est d'un autre journal, au {self.tree.size} ou avant")

    def is_younger(self, n, day):
        """Whether it was made after that day: what stands before it was, and nothing that stands after
        says otherwise (two days' margin: they are days of UTC)."""
        first = bisect_left(self.starts, n) - 1
        return first >= 0 and self.earliest[first] > day + timedelta(days=2)

    def covered(self, signed):
        """The runs of numbers that prunings take, in order, none of them touching another."""
        # From each day's start on, the earliest that is said.
        self.earliest = list(accumulate(reversed(self.days), min))[::-1]
        runs = []
        for one in self.prunings:
            require(one["point"] in signed,
                    f"le point de {counted(one['point'], 'enregistrement')}, que cite l'élagage {one['n']}, "
                    "n'est pas dans points")
            day = date.fromisoformat(one["avant"])
            runs += [run for run in one["plages"] if run[1] < one["point"] and run[1] < one["n"]
                     and not self.is_younger(run[1], day)]
        merged = []
        for start, end in sorted(runs):
            if merged and start <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        return merged

    def count(self, covered):
        """Those that a pruning took; those that lack, and the first of them."""
        missing, first, pruned = 0, None, 0
        for start, end in self.absent:
            n = start
            while n <= end:
                at = bisect_left(covered, [n + 1]) - 1
                if at < 0 or not covered[at][0] <= n <= covered[at][1]:
                    first = n if first is None else first
                    missing, n = missing + 1, n + 1
                else:
                    step = min(end, covered[at][1]) - n + 1
                    pruned, n = pruned + step, n + step
        return pruned, missing, first
