#!/usr/bin/env python3
"""Verify a Zhuoping draw record from the pool up: python3 verify_draw.py RECORD [--reserves SEALED] [--search] [--json]
--search: settle the stages of a leximin lottery by a search of its own and not by the proofs in the record.
Standard library only. Written from docs/draw-protocol.md alone; the numbers in headings are its sections.
核验抽取记录：不依赖卓评程序，从专家库起逐项重算。退出码：0 通过，1 未通过，2 用法错误。
"""
import hashlib, json, math, os, re, sys, unicodedata
from datetime import date
from fractions import Fraction
getattr(sys, "set_int_max_str_digits", int)(20000)  # since Python 3.11 integers beyond 4300 digits are not read otherwise
P = "zhuoping/draw/v1"
KINDS = ("authorship", "consulting", "employment", "equity", "group", "kinship", "other")
NAMES = "form integrity commitment pool witnesses seed counting draw quotas reserves openings lottery certificate".split()
UNIFORM = NAMES[:11]  # the checks of a record whose method is uniform
class Fail(Exception):
    """JSON pointer, reason"""
def need(ok, path, why):
    if not ok:
        raise Fail(path, why)
# --- 1 notation ---------------------------------------------------------------------------------------------------
sha = lambda data: hashlib.sha256(data).digest()
u64 = lambda n: n.to_bytes(8, "big")
lp = lambda data: u64(len(data)) + data if isinstance(data, bytes) else lp(data.encode("utf-8"))
tagged = lambda tag, *parts: sha(f"{P}/{tag}\0".encode() + b"".join(parts))
canonical = lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
def strict(data):
    def pairs(items):
        ok = all(key.isascii() and key.isprintable() for key, _ in items) and len({key for key, _ in items}) == len(items)
        need(ok, "", "a key stands twice or is not printable ASCII")
        return dict(items)
    def integer(text):
        need(re.fullmatch("0|-?[1-9][0-9]{0,15}", text) and abs(int(text)) < 2**53, "", "not an integer below 2^53: " + text[:20])
        return int(text)
    return json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_float=integer, parse_int=integer, parse_constant=integer)
# --- 3 random words -----------------------------------------------------------------------------------------------
def words(seed, stream=0):
    key = [int.from_bytes(seed[i:i + 4], "little") for i in range(0, 32, 4)]
    rounds = [(i, 4 + i, 8 + i, 12 + i) for i in range(4)] + [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]
    for counter in range(2**64):
        start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key]
        start += [n for pair in (counter, stream) for n in (pair & 0xFFFFFFFF, pair >> 32)]
        s = start[:]
        for a, b, c, d in rounds * 10:
            for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                s[x] = (s[x] + s[y]) & 0xFFFFFFFF
                v = s[z] ^ s[x]
                s[z] = (v << bits | v >> 32 - bits) & 0xFFFFFFFF
        s = [(x + y) & 0xFFFFFFFF for x, y in zip(s, start)]
        yield from (s[i] | s[i + 1] << 32 for i in range(0, 16, 2))
def below(words, n):
    count = -(-(n - 1).bit_length() // 64)
    while n > 1:
        x = sum(next(words) << 64 * i for i in reversed(range(count)))
        if x < (1 << 64 * count) // n * n:
            return x % n
    return 0
def permute(words, items):
    for i in range(len(items) - 1, 0, -1):
        j = below(words, i + 1)
        items[i], items[j] = items[j], items[i]
    return items
# --- 5 counting and choosing --------------------------------------------------------------------------------------
class Rules:
    def __init__(self, seats, employer_max, members, quotas):
        """members: [(employer, quota indices)] by position; quotas: [(min, max, counted)]"""
        self.seats, self.cap, self.members, self.quotas = seats, employer_max, members, quotas
    def holds(self, panel, minimums=True):
        counts, employers = [0] * len(self.quotas), [self.members[at][0] for at in panel if self.members[at][0] is not None]
        for at in panel:
            for q in self.members[at][1]:
                counts[q] += 1
        return (all(c <= q[1] and (c >= q[0] or not minimums) for c, q in zip(counts, self.quotas))
                and all(employers.count(e) <= (self.cap or len(panel)) for e in employers))
    def feasible(self, panel):
        """whether these positions, which must be ascending, are a panel that keeps every rule"""
        known = all(a < b for a, b in zip(panel, panel[1:])) and (not panel or panel[-1] < len(self.members))
        return len(panel) == self.seats and known and self.holds(panel)
class Lottery(Rules):
    def __init__(self, seats, employer_max, members, quotas):
        super().__init__(seats, employer_max, members, quotas)
        self.cells, units = [], {}
        self.counted = [q for q, quota in enumerate(quotas) if quota[2]]
        for at, (employer, _) in enumerate(members):
            units.setdefault(None if employer_max is None else employer, []).append(at)
        for employer, people in units.items():  # ascending by smallest position, since positions were
            cells, cap = {}, seats if employer_max is None or employer is None else employer_max
            for at in people:
                cells.setdefault(tuple(q for q in members[at][1] if quotas[q][2]), []).append(at)
            self.cells += [(cells[signature], signature, cap, signature == max(cells)) for signature in sorted(cells)]
        # A state is (seats, count for each counted quota); the last one is the state of all that cannot be.
        states, self.next = [(0,) * (1 + len(self.counted))], {cell[1]: [] for cell in self.cells}
        found = {states[0]: 0}
        for state in states:
            for signature, to in self.next.items():
                after = self.after(signature, state)
                if after and found.setdefault(after, len(states)) == len(states):
                    states.append(after)
                to.append(found.get(after, -1))
        [to.append(-1) for to in self.next.values()]
        good = [int(s[0] == seats and all(c >= quotas[q][0] for c, q in zip(s[1:], self.counted))) for s in states] + [0]
        self.ways = [[good]]  # [cell][number taken from its unit][state], from the last cell to the first, then turned round
        for people, signature, cap, last in reversed(self.cells):
            rows, to, here = [self.ways[-1][0]] * (cap + 1) if last else self.ways[-1], self.next[signature], []
            for used in range(cap + 1):
                total, hop = rows[used], list(range(len(good)))
                for j in range(1, min(len(people), cap - used) + 1):
                    hop, ways, row = [to[h] for h in hop], math.comb(len(people), j), rows[used + j]
                    total = [n + ways * row[h] for n, h in zip(total, hop)]
                here.append(total)
            self.ways.append(here)
        self.ways, self.total = self.ways[::-1], self.ways[-1][0][0]
    def after(self, signature, state):
        """The state with one expert more, or None; a quota is counted no further than its min when its max cannot bind."""
        moved = [(c + (q in signature), *self.quotas[q]) for c, q in zip(state[1:], self.counted)]
        if state[0] < self.seats and all(c <= high for c, _, high, _ in moved):
            return (state[0] + 1, *(min(c, low) if high >= self.seats else c for c, low, high, _ in moved))
    def panel(self, r):
        state, used, chosen = 0, 0, []
        for i, ((people, signature, _, last), j) in enumerate((cell, 0) for cell in self.cells):
            while r >= (block := math.comb(len(people), j) * (ways := self.ways[i + 1][0 if last else used + j][state])):
                r, j, state = r - block, j + 1, self.next[signature][state]
            (rank, r), used = divmod(r, ways), 0 if last else used + j
            for at, position in enumerate(people):
                with_it = math.comb(len(people) - at - 1, j - 1) if j else 0
                chosen += [position] * (taken := rank < with_it)
                rank, j = (rank, j - 1) if taken else (rank - with_it, j)
        return sorted(chosen)
    def draw(self, words):
        for tries in range(1, 1_000_001 if self.total else 0):
            panel = self.panel(index := below(words, self.total))
            if self.holds(panel):
                return tries, index, permute(words, panel)
        raise Fail("/tries", "no panel was found")
# --- 2, 7 forms ---------------------------------------------------------------------------------------------------
number = lambda low, high: lambda x: type(x) is int and low <= x <= high
maybe = lambda shape: lambda x: x is None or form(shape, x) is None
pattern = lambda expression: lambda x: isinstance(x, str) and re.fullmatch(expression, x) is not None
is_date = lambda x: isinstance(x, str) and date.fromisoformat(x).isoformat() == x
ODD = set("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff") | set(map(chr, range(0x2060, 0x206A)))
is_id = lambda x: (isinstance(x, str) and 0 < len(x.encode()) <= 64 and unicodedata.normalize("NFC", x) == x == x.strip()
                   and not any(c in ODD or unicodedata.category(c) == "Cc" for c in x))
def form(shape, value, path=""):
    """shape: {member: shape} for exactly these members, [shape] for a list, a predicate, or the one value allowed"""
    if isinstance(shape, dict):
        need(isinstance(value, dict), path, "not an object")
        need(set(shape) == set(value), path + "/" + min(set(shape) ^ set(value), default=""), "missing or unknown member")
        [form(shape[key], value[key], f"{path}/{key}") for key in shape]
    elif isinstance(shape, list):
        need(isinstance(value, list), path, "not a list")
        [form(shape[0], item, f"{path}/{at}") for at, item in enumerate(value)]
    elif callable(shape) and shape.__code__.co_varnames[:1] == ("path",):
        need(isinstance(value, dict), path, "not an object")
        shape(path, value)
    else:
        need(shape(value) if callable(shape) else value == shape, path, "not of the stated form")
HEX, SOME, SMALL, ANY, BOOL = pattern("[0-9a-f]{64}"), pattern("(?s).+"), number(1, 1000), number(0, 2**53), lambda x: type(x) is bool
DECIMAL, POLICY, METHOD = pattern("0|[1-9][0-9]*"), pattern("exclude|recuse"), pattern("uniform|leximin")
BIG, WHOLE, INDEX = pattern("0|[1-9][0-9]{0,9999}"), pattern("0|-?[1-9][0-9]{0,9999}"), number(0, 2**32 - 1)
def is_chance(x):
    """a fraction from 0 to 1 in lowest terms"""
    ok = isinstance(x, str) and x.count("/") == 1 and all(map(BIG, x.split("/")))
    return ok and (pair := [*map(int, x.split("/"))])[0] <= pair[1] > 0 and math.gcd(*pair) == 1
def is_proof(path, x, splits=0):
    if isinstance(x, dict) and "type" in x:
        need(splits < 100, path, "split more than 100 times")
        part = lambda path, x: is_proof(path, x, splits + 1)
        form({"type": INDEX, "at": number(0, 65535), "below": part, "above": part}, x, path)
    else:
        form({"scale": BIG, "seats": WHOLE, "quotas": [WHOLE], "caps": [BIG]}, x, path)
COMMITMENT = {
    "protocol": P, "draw_id": is_id, "attempt": number(1, 2**53), "date": is_date, "rehearsal": BOOL, "blinding": HEX, "method": METHOD,
    "panel_size": SMALL, "reserves": number(0, 1000), "employer_max": maybe(SMALL), "annex_digest": HEX, "reserve_key_digest": HEX,
    "quotas": [{"column": SOME, "value": SOME, "min": number(0, 1000), "max": number(0, 1000), "counted": BOOL}],
    "pool": [{"id": is_id, "employer": maybe(ANY), "quotas": [ANY]}], "witnesses": [is_id],
    "policies": {kind: {"policy": POLICY, "years": number(0, 100)} for kind in KINDS}, "external": maybe({"name": SOME, "date": is_date}),
    "exclusions": [{"expert": is_id, "entrant": maybe(is_id), "kind": SOME, "source": SOME, "policy": POLICY}]}
RECORD = {
    "protocol": P, "draw_id": is_id, "attempt": ANY, "method": METHOD, "digest": HEX, "rehearsal": BOOL,
    "commitment": lambda path, x: form(COMMITMENT | (FAIR_COMMITMENT if x.get("method") == "leximin" else {}), x, path),
    "provenance": {"software": "zhuoping", "version": SOME, "method": P, "inputs": [{"name": "commitment.json", "sha256": HEX}]},
    "witnesses": [{"witness": is_id, "commitment": HEX, "nonce": maybe(HEX), "text": maybe(SOME)}], "missing": [is_id],
    "rehearsal_text": maybe(SOME), "external_value": maybe(SOME), "seed": maybe(HEX), "panels_total": maybe(DECIMAL), "tries": number(0, 10**6),
    "index": maybe(DECIMAL), "panel": [is_id], "reserve_leaves": [HEX], "reserves_digest": maybe(HEX), "draw_digest": HEX, "record_digest": HEX,
    "openings": [{"number": ANY, "decline": is_id, "reason": SOME, "evidence": maybe(SOME), "placed": maybe(SMALL), "panel": [is_id],
                  "opened": [{"position": SMALL, "id": is_id, "salt": HEX}], "link": HEX}]}
FAIR_COMMITMENT = {"lottery": {"digest": HEX, "panels": number(1, 5000), "pick": pattern("seed|ball"), "within": number(1, 10**6)}}
FAIR_RECORD = {"ball": maybe(number(1, 5000)), "lottery": {
    "protocol": P + "/lottery", "instance": HEX, "denominator": BIG, "exact": [{"panel": [INDEX], "weight": BIG}], "types": [[INDEX]],
    "caps": [[INDEX]], "stages": [{"value": is_chance, "weights": [WHOLE], "bound": WHOLE, "proof": is_proof}], "listed": [[INDEX]]}}
EMPTY = {"seed": None, "panels_total": None, "tries": 0, "index": None, "panel": [], "reserve_leaves": [], "reserves_digest": None, "openings": []}
ascending = lambda items, path: (
    need(all(a < b for a, b in zip(items, items[1:])), path, "not in strictly ascending order"))
# --- 10 the fairest lottery ---------------------------------------------------------------------------------------
def weigh(panels):
    """{position: sum of the weights of the panels it is in}"""
    sums = {}
    for panel, weight in panels:
        for at in panel:
            sums[at] = sums.get(at, 0) + weight
    return sums
class Certificate:
    def __init__(self, rules, lottery):
        self.rules, self.top, self.total, self.types = rules, "/lottery", int(lottery["denominator"]), lottery["types"]
        self.exact = [(e["panel"], int(e["weight"])) for e in lottery["exact"]]
        self.caps, self.stages = lottery["caps"], lottery["stages"]
    def parts(self):
        """panels, types and caps; with the limits of the caps and the most members of each type"""
        rules, members = self.rules, self.rules.members
        for n, (panel, weight) in enumerate(self.exact):
            need(rules.feasible(panel) and weight, f"/lottery/exact/{n}", "breaks a rule, or has no weight")
            need(not n or self.exact[n - 1][0] < panel, f"/lottery/exact/{n}/panel", "not in strictly ascending order")
        need(self.exact and sum(weight for _, weight in self.exact) == self.total, "/lottery/denominator", "not the sum of the weights")
        need(all(self.types) and sorted(sum(self.types, [])) == [*range(len(members))], "/lottery/types", "not each expert in one type")
        ascending([of[0] for of in self.types], "/lottery/types")
        employers = []
        for n, of in enumerate(self.types):
            ascending(of, f"/lottery/types/{n}")
            need(all(members[at][1] == members[of[0]][1] for at in of), f"/lottery/types/{n}", "not the same quotas")
            employers.append({members[at][0] for at in of})
        most = [min(len(of), rules.seats, len(of) if rules.cap is None or None in group else rules.cap * len(group))
                for of, group in zip(self.types, employers)]
        limits = []
        for n, cap in enumerate(self.caps):
            ascending(cap, f"/lottery/caps/{n}")
            need(rules.cap is not None and cap and cap[-1] < len(self.types), f"/lottery/caps/{n}", "no employer limit, or no such type")
            group = set().union(*(employers[of] for of in cap))
            need(None not in group, f"/lottery/caps/{n}", "an expert without employer is not limited")
            limits.append(rules.cap * len(group))
        rows = [(q, [of for of, people in enumerate(self.types) if q in members[people[0]][1]]) for q in range(len(rules.quotas))]
        self.most, self.rows = most, [(rules.quotas[q][0], rules.quotas[q][1], row) for q, row in rows]
        self.rows += [(0, limit, cap) for cap, limit in zip(self.caps, limits)]
        self.within = [[] for _ in self.types]
        for row, (_, _, types) in enumerate(self.rows):
            for of in types:
                self.within[of].append(row)
    def check(self, search=False):
        self.parts()
        chances, settled, before, found = weigh(self.exact), set(), 0, []
        for n, stage in enumerate(self.stages):
            top, value, weights, bound = f"/lottery/stages/{n}", Fraction(stage["value"]), [*map(int, stage["weights"])], int(stage["bound"])
            need(value >= before and len(weights) == len(self.types), top, "values do not ascend, or not one weight a type")
            fresh = [of for of in range(len(self.types)) if of not in settled and weights[of]]
            need(fresh and all(weights[of] > 0 for of in fresh), top + "/weights", "settles nobody, or a weight is negative")
            same = all(chances.get(at, 0) * value.denominator == value.numerator * self.total for of in fresh for at in self.types[of])
            need(same, top + "/value", "not the chance of those it settles")
            # All with a positive weight are settled by now, so the weights have the bound as their mean.
            mean = sum(w * sum(chances.get(at, 0) for at in people) for w, people in zip(weights, self.types) if w)
            need(mean == bound * self.total, top + "/bound", "does not fit chances and weights")
            if search:
                found.append({"stage": n + 1, "bound": str(bound), "parts": Search(self, weights, bound).run(top)})
            else:
                self.proved(stage["proof"], weights, bound, [0] * len(self.types), self.most, top + "/proof")
            before, settled = value, settled.union(fresh)
        need(len(settled) == len(self.types), "/lottery/types", "no stage settles some type")
        return found
    def proved(self, proof, weights, bound, low, high, path):
        if "type" in proof:
            of, at = proof["type"], proof["at"]
            need(of < len(low) and low[of] <= at < high[of], path + "/at", "no such type, or no two cases")
            put = lambda counts, count: counts[:of] + [count] + counts[of + 1:]
            self.proved(proof["below"], weights, bound, low, put(high, at), path + "/below")
            return self.proved(proof["above"], weights, bound, put(low, at + 1), high, path + "/above")
        need((len(proof["quotas"]), len(proof["caps"])) == (len(self.rules.quotas), len(self.caps)), path, "not one multiplier a rule")
        scale, seats, rows = int(proof["scale"]), int(proof["seats"]), [*map(int, proof["quotas"] + proof["caps"])]
        most = seats * self.rules.seats + sum(m * (least if m < 0 else limit) for m, (least, limit, _) in zip(rows, self.rows))
        for of, weight in enumerate(weights):
            rest = scale * weight - seats - sum(rows[row] for row in self.within[of])
            most += rest * (low[of] if rest < 0 else high[of])
        need(most < scale * (bound + 1), path, "the multipliers do not prove the bound")
class Search:
    """Whether any counts by type exceed a bound: branch and bound over the types. Multipliers come from a dual simplex in
    floats, are made exact by solving its last basis in fractions, and only their exact bound closes a part."""
    PARTS = 20_000
    def __init__(self, certificate, weights, bound):
        self.weights, self.bound, self.most, self.seen = weights, bound, certificate.most, 0
        # The number of seats is one more rule, the last.
        self.rows = certificate.rows + [(certificate.rules.seats, certificate.rules.seats, range(len(weights)))]
        self.within = [within + [len(certificate.rows)] for within in certificate.within]
    def run(self, path):
        parts = [([0] * len(self.most), self.most)]
        while parts:
            low, high = parts.pop()
            self.seen += 1
            need(self.seen <= self.PARTS, path, f"the search gave up after {self.PARTS} parts; the proof in the record may still hold (no --search)")
            counts = self.closed(low, high, float)
            if counts and self.near and max(map(abs, self.weights)) > 10**9:  # too close for floats, perhaps
                counts = self.closed(low, high, Fraction)
            if counts is None:
                continue
            whole, open_types = [round(n) for n in counts], [of for of in range(len(low)) if low[of] < high[of]]
            panel = all(row[0] <= sum(whole[of] for of in row[2]) <= row[1] for row in self.rows)
            value = sum(w * n for w, n in zip(self.weights, whole))
            need(not panel or value <= self.bound, path, f"counts by type that keep every rule reach {value}, beyond {self.bound}")
            if open_types:
                of = max(open_types, key=lambda of: min(counts[of] % 1, -counts[of] % 1))
                at = min(max(math.floor(counts[of]), low[of]), high[of] - 1)
                put = lambda side, count: side[:of] + [count] + side[of + 1:]
                parts += [(low, put(high, at)), (put(low, at + 1), high)]
        return self.seen
    def limit(self, scale, rows, low, high):
        """what scale times the weights cannot exceed, by these multipliers"""
        most = sum(m * (least if m < 0 else limit) for m, (least, limit, _) in zip(rows, self.rows) if m)
        rest = [scale * w - sum(rows[row] for row in within) for w, within in zip(self.weights, self.within)]
        return most + sum(r * (low[of] if r < 0 else high[of]) for of, r in enumerate(rest))
    def closed(self, low, high, number):
        """None when multipliers close the part, else counts by type that may be fractions"""
        count, size, tiny, self.near = len(low), max(1, *map(abs, self.weights)), 0 if number is Fraction else 1e-9, True
        low, high = low + [row[0] for row in self.rows], high + [row[1] for row in self.rows]
        loose, basic = list(range(count)), list(range(count, count + len(self.rows)))  # variables: the types, then the rules' sums
        price = [number(Fraction(w, size)) for w in self.weights]
        table = [[number(int(row in within)) for within in self.within] for row in range(len(self.rows))]
        at = [high[of] if p > 0 else low[of] for of, p in zip(loose, price)]
        for _ in range(50 * (count + len(self.rows))):
            values = [sum(a * x for a, x in zip(line, at) if a) for line in table]
            off = [max(low[v] - x, x - high[v]) for v, x in zip(basic, values)]
            out = max(range(len(basic)), key=off.__getitem__)
            if off[out] <= tiny:
                break
            line, sign = table[out], 1 if values[out] < low[basic[out]] else -1
            able = [j for j, v in enumerate(loose) if low[v] < high[v] and (line[j] * sign > tiny and at[j] == low[v] or line[j] * sign < -tiny and at[j] == high[v])]
            if not able:  # this rule's sum cannot be reached: the same in exact multipliers
                ray = {v: -a for v, a in zip(loose, line)} | {basic[out]: 1}
                rows = [Fraction(-sign * ray.get(count + row, 0)).limit_denominator(10**4) for row in range(len(self.rows))]
                return None if self.limit(0, rows, low, high) < 0 else [Fraction(low[of] + high[of], 2) for of in range(count)]
            j = min(able, key=lambda j: (abs(price[j] / line[j]), loose[j]))
            pivot, at[j] = line[j], low[basic[out]] if sign > 0 else high[basic[out]]
            line = [-a / pivot for a in line]
            line[j] = 1 / pivot
            for i, other in enumerate(table):
                if i != out and (factor := other[j]):
                    other[j] = 0
                    table[i] = [a + factor * l for a, l in zip(other, line)]
            factor, price[j] = price[j], 0
            price, table[out] = [p + factor * l for p, l in zip(price, line)], line
            loose[j], basic[out] = basic[out], loose[j]
        rows = self.exact([of for of in basic if of < count], [v - count for v in loose if v >= count])
        if rows is not None:
            scale = math.lcm(*(row.denominator for row in rows))
            most, goal = self.limit(scale, [int(row * scale) for row in rows], low, high), scale * (self.bound + 1)
            if most < goal:
                return None
            self.near = (most - goal) * 10**6 < abs(goal)
        found = dict(zip(basic, values)) | dict(zip(loose, at))
        return [min(max(found[of], low[of]), high[of]) for of in range(count)]
    def exact(self, types, tight):
        """multipliers of the tight rules under which nothing is left of the weights of these types"""
        system = [[Fraction(row in self.within[of]) for row in tight] + [Fraction(self.weights[of])] for of in types]
        for j in range(len(tight)):
            swap = next((i for i in range(j, len(system)) if system[i][j]), None)
            if swap is None:
                return None
            system[j], system[swap] = system[swap], system[j]
            system[j] = [a / system[j][j] for a in system[j]]
            for i, line in enumerate(system):
                if i != j and line[j]:
                    system[i] = [a - line[j] * b for a, b in zip(line, system[j])]
        rows = [Fraction(0)] * len(self.rows)
        for j, row in enumerate(tight):
            rows[row] = system[j][-1]
        return rows
# --- 8 checks -----------------------------------------------------------------------------------------------------
class Record:
    def __init__(self, data, sealed=None, search=False):
        self.data, self.sealed, self.search, self.names, self.found = data, sealed, search, UNIFORM, []
    def form(self):
        self.r = strict(self.data)
        self.fair = isinstance(self.r, dict) and self.r.get("method") == "leximin"
        self.names = NAMES if self.fair else UNIFORM
        form(RECORD | (FAIR_RECORD if self.fair else {}), self.r)
        need(canonical(self.r) == self.data, "", "the bytes are not canonical JSON")
        self.c, self.void, self.digest = self.r["commitment"], bool(self.r["missing"]), bytes.fromhex(self.r["digest"])
        out = {e["expert"] for e in self.c["exclusions"] if e["policy"] == "exclude"}
        self.people = [e for e in self.c["pool"] if e["id"] not in out]
        self.at = {e["id"]: n for n, e in enumerate(self.people)}
        for key in EMPTY if self.void else ("seed", "panels_total", "index", "reserves_digest"):
            need((self.r[key] == EMPTY[key]) == self.void, f"/{key}", "a void record is empty here, another is not")
    def integrity(self):
        for name, out in ("record_digest", ["record_digest"]), ("draw_digest", ["record_digest", "draw_digest", "openings"]):
            need(sha(canonical({k: v for k, v in self.r.items() if k not in out})).hex() == self.r[name], "/" + name, "wrong")
    def commitment(self):
        need(sha(canonical(self.c)) == self.digest, "/digest", "not the digest of the commitment")
        for key in ("draw_id", "attempt", "method"):
            need(self.r[key] == self.c[key], f"/{key}", "differs from the commitment")
        need([i["sha256"] for i in self.r["provenance"]["inputs"]] == [self.r["digest"]], "/provenance/inputs", "not the commitment")
    def pool(self):
        c, top, seen = self.c, "/commitment", 0
        ascending([(q["column"], q["value"]) for q in c["quotas"]], top + "/quotas")
        ascending([e["id"] for e in c["pool"]], top + "/pool")
        ascending([(e["expert"], e["entrant"] or "", e["kind"], e["source"]) for e in c["exclusions"]], top + "/exclusions")
        ascending(c["witnesses"], top + "/witnesses")
        need(len(c["quotas"]) <= 1000 and all(q["min"] <= q["max"] for q in c["quotas"]), top + "/quotas", "too many, or max below min")
        need(c["method"] == "uniform" or not any(q["counted"] for q in c["quotas"]), top + "/quotas", "leximin counts no quotas")
        for n, e in enumerate(c["pool"]):
            need(e["employer"] is None or e["employer"] <= seen, f"{top}/pool/{n}/employer", "not numbered in order of appearance")
            seen += e["employer"] == seen
            ascending(e["quotas"], f"{top}/pool/{n}/quotas")
            need(all(q < len(c["quotas"]) for q in e["quotas"]), f"{top}/pool/{n}/quotas", "no such quota")
        known = {e["id"] for e in c["pool"]}
        for n, e in enumerate(c["exclusions"]):
            need(e["expert"] in known, f"{top}/exclusions/{n}/expert", "not in the pool")
            standing = e["kind"] in ("suspended", "disqualified", "withdrawn") and (e["source"], e["policy"]) == ("pool", "exclude")
            conflict = e["kind"] in KINDS and e["source"] in ("expert", "entrant", "secretariat", "derived")
            conflict = conflict and e["policy"] == c["policies"][e["kind"]]["policy"]
            need(standing if e["entrant"] is None else conflict, f"{top}/exclusions/{n}", "kind, source and policy do not agree")
    def witnesses(self):
        r, practice = self.r, self.r["rehearsal_text"] is not None
        told = [w["witness"] for w in r["witnesses"]]
        need(told == ([] if practice else self.c["witnesses"]) and (told or practice), "/witnesses", "not the witnesses committed to")
        need(len({w["commitment"] for w in r["witnesses"]}) == len(r["witnesses"]), "/witnesses", "two equal commitments")
        for n, w in enumerate(r["witnesses"]):
            need((w["nonce"] is None) == (w["text"] is None), f"/witnesses/{n}", "half a reveal")
            if w["text"] is not None:
                c = tagged("witness", lp(self.digest), lp(w["witness"]), lp(bytes.fromhex(w["nonce"])), lp(w["text"]))
                ok = c.hex() == w["commitment"] and len(w["text"].encode()) <= 1000
                need(ok, f"/witnesses/{n}", "the reveal does not match the commitment, or is too long")
        need(r["missing"] == [w["witness"] for w in r["witnesses"] if w["text"] is None], "/missing", "wrong")
        external = self.c["external"] is not None and not practice and not self.void
        need((r["external_value"] is not None) == external, "/external_value", "missing or out of place")
    def seed(self):
        r, e, practice = self.r, self.c["external"], self.r["rehearsal_text"] is not None
        need(r["rehearsal"] == (self.c["rehearsal"] or practice), "/rehearsal", "wrong")
        if practice:
            seed = tagged("rehearsal", self.digest, lp(r["rehearsal_text"]))
        elif not self.void:
            told = [lp(w["witness"]) + lp(bytes.fromhex(w["nonce"])) + lp(w["text"]) for w in r["witnesses"]]
            last = u64(1) + lp(e["name"]) + lp(e["date"]) + lp(r["external_value"]) if e else u64(0)
            seed = tagged("seed", self.digest, u64(len(told)), *told, last)
        need(self.void or seed.hex() == r["seed"], "/seed", "wrong")
    def counting(self):
        quotas = [(q["min"], q["max"], q["counted"]) for q in self.c["quotas"]]
        of = (self.c["panel_size"], self.c["employer_max"], [(e["employer"], e["quotas"]) for e in self.people], quotas)
        self.rules = Rules(*of) if self.fair else Lottery(*of)
        total = len(self.r["lottery"]["listed"]) if self.fair else self.rules.total
        need(self.void or str(total) == self.r["panels_total"], "/panels_total", "wrong")
    def draw(self):
        need(not self.fair or not self.void or self.r["ball"] is None, "/ball", "a void record has no ball")
        if not self.void:
            stream = words(bytes.fromhex(self.r["seed"]))
            tries, index, panel = self.pick(stream) if self.fair else self.rules.draw(stream)
            for key, value in ("tries", tries), ("index", str(index)), ("panel", [self.people[n]["id"] for n in panel]):
                need(value == self.r[key], "/" + key, "not what was drawn")
    def pick(self, stream):
        ball, listed = self.r["ball"], self.r["lottery"]["listed"]
        need((ball is None) == (self.c["lottery"]["pick"] == "seed") and (ball or 1) <= len(listed), "/ball", "missing, out of place or too large")
        index = below(stream, len(listed)) if ball is None else ball - 1
        return 1, index, permute(stream, list(listed[index]))
    def quotas(self):
        panel = [self.at.get(member) for member in self.r["panel"]]
        whole = None not in panel and len(set(panel)) == len(panel) == self.c["panel_size"]
        need(self.void or whole and self.rules.holds(panel), "/panel", "breaks a rule")
    def reserves(self):
        leaves = [bytes.fromhex(leaf) for leaf in self.r["reserve_leaves"]]
        ok = tagged("reserve-list", u64(len(leaves)), *leaves).hex() == self.r["reserves_digest"]
        need(self.void or ok and len(leaves) <= self.c["reserves"], "/reserves_digest", "wrong, or too many leaves")
        if self.sealed is not None and not self.void:
            s = strict(self.sealed)
            form({"protocol": P + "/sealed-reserves", "digest": self.r["digest"], "key": HEX, "reserves": [is_id]}, s)
            key, panel = bytes.fromhex(s["key"]), [self.at[member] for member in self.r["panel"]]
            ok = canonical(s) == self.sealed and tagged("reserve-key", key).hex() == self.c["reserve_key_digest"]
            need(ok, "/commitment/reserve_key_digest", "not this key, or the sealed file is not canonical JSON")
            rest = permute(words(tagged("reserves", bytes.fromhex(self.r["seed"]), key)), [n for n in range(len(self.people)) if n not in panel])
            fits = [n for n in rest if any(self.rules.holds(panel[:i] + [n] + panel[i + 1:]) for i in range(len(panel)))]
            need([self.people[n]["id"] for n in fits[:self.c["reserves"]]] == s["reserves"], "/reserve_leaves", "the sealed order is wrong")
            sealed = [self.leaf(i, who, tagged("reserve-salt", key, u64(i))) for i, who in enumerate(s["reserves"], 1)]
            need(sealed == leaves, "/reserve_leaves", "not the leaves of the sealed order")
    def leaf(self, i, who, salt):
        return tagged("reserve", self.digest, u64(i), lp(who), salt)
    def openings(self):
        panel, link, known, placed, lost = list(self.r["panel"]), bytes.fromhex(self.r["draw_digest"]), {}, set(), False
        for n, o in enumerate(self.r["openings"]):
            top, fresh = f"/openings/{n}", list(o["opened"])
            need(o["number"] == n + 1, top + "/number", "wrong")
            need(o["decline"] in panel, top + "/decline", "not a member of the panel")
            seat, winner = panel.index(o["decline"]), None
            for i, leaf in enumerate(self.r["reserve_leaves"], 1):
                if i in placed:
                    continue
                if i not in known:
                    need(fresh and fresh[0]["position"] == i, f"{top}/opened", f"reserve {i} is next")
                    known[i], salt = fresh[0]["id"], bytes.fromhex(fresh.pop(0)["salt"])
                    need(self.leaf(i, known[i], salt).hex() == leaf, f"{top}/opened", f"reserve {i} does not match its leaf")
                    ok = known[i] in self.at and known[i] not in self.r["panel"] and len(set(known.values())) == len(known)
                    need(ok, f"{top}/opened", f"reserve {i} is not eligible or opened twice")
                if self.rules.holds([self.at[m] for m in panel[:seat] + [known[i]] + panel[seat + 1:]], not lost):
                    winner = i
                    break
            need(not fresh and o["placed"] == winner, f"{top}/placed", "more was opened than needed, or another takes the place")
            panel[seat:seat + 1], placed, lost = [known[winner]] if winner else [], placed | {winner}, lost or winner is None
            need(o["panel"] == panel, f"{top}/panel", "wrong")
            link = tagged("opening", link, lp(canonical({k: v for k, v in o.items() if k != "link"})))
            need(link.hex() == o["link"], f"{top}/link", "wrong")
    def lottery(self):
        lottery, c = self.r["lottery"], self.c
        question = {"seats": c["panel_size"], "employer_max": c["employer_max"], "experts": self.people,
                    "quotas": [{"min": q["min"], "max": q["max"]} for q in c["quotas"]]}
        need(sha(canonical(lottery)).hex() == c["lottery"]["digest"], "/lottery", "not the lottery committed to")
        need(tagged("instance", lp(canonical(question))).hex() == lottery["instance"], "/lottery/instance", "for other experts or rules")
        need(len(lottery["listed"]) == c["lottery"]["panels"], "/lottery/listed", "not as many panels as committed to")
        for n, panel in enumerate(lottery["listed"]):
            need(self.rules.feasible(panel), f"/lottery/listed/{n}", "breaks a rule")
        # The difference of |listed - exact| chances, times both denominators.
        total, panels = int(lottery["denominator"]), len(lottery["listed"])
        exact, listed = weigh((e["panel"], int(e["weight"])) for e in lottery["exact"]), weigh((p, 1) for p in lottery["listed"])
        need(all(listed.get(at) for at, weight in exact.items() if weight), "/lottery/listed", "somebody with a positive chance is in no panel")
        apart = max(abs(exact.get(at, 0) * panels - listed.get(at, 0) * total) for at in range(len(self.people)))
        need(apart * c["lottery"]["within"] <= total * panels, "/commitment/lottery/within", "a listed chance is further from the exact one")
    def certificate(self):
        self.found = Certificate(self.rules, self.r["lottery"]).check(self.search)
    def verify(self):
        checks, at = [], 0
        while at < len(self.names):
            at, n, name, path, why = at + 1, at + 1, self.names[at], None, None
            try:
                getattr(self, name)()
            except Exception as e:  # whatever goes wrong in a check, the answer is no
                path, why = e.args if isinstance(e, Fail) else ("", "an earlier check failed" if n > 1 else f"unreadable: {e}")
            checks.append({"number": n, "name": name, "ok": why is None, "path": path, "message": why})
        return {"valid": all(c["ok"] for c in checks), "checks": checks} | ({"search": self.found} if self.search else {})
def main(args):
    if len(files := [a for a in args if a not in ("--json", "--search")]) not in (1, 3) or files[1:2] not in ([], ["--reserves"]) or not all(map(os.path.isfile, files[::2])):
        return print(__doc__, file=sys.stderr) or 2
    data = [open(file, "rb").read() for file in files[::2]]
    record = Record(*data, search="--search" in args)
    report = record.verify()
    lines = [f"{c['number']:2} {c['name']:11} {'ok' if c['ok'] else 'FAILED {path}: {message}'.format(**c)}" for c in report["checks"]]
    lines += ["stage {stage}: no panel exceeds {bound} (search, {parts} parts)".format(**found) for found in report.get("search", [])]
    lines += ["valid 通过" if report["valid"] else "NOT VALID 未通过"]
    lines += ["REHEARSAL 演练"] * (report["valid"] and record.r["rehearsal"])
    lines += ["VOID 作废：" + "、".join(record.r["missing"])] if report["valid"] and record.void else []
    print(json.dumps(report, ensure_ascii=False) if "--json" in args else "\n".join(lines))
    return 0 if report["valid"] else 1
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
