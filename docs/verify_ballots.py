#!/usr/bin/env python3
"""
Checks a secret vote by itself: one file, Python 3.11 or newer and PyNaCl, nothing of Unionhall.

    python -m pip install pynacl
    python verify_ballots.py BOARD.bel [--since OLDER.bel]

Reads the public board of a vote in the Belenios format, version 1, with questions counted under encryption, and checks
everything that can be checked without a secret: that the file is whole and each event names the one before; the trustees'
signatures, proofs and common key; of every ballot its voter, signature and proofs; the tally; the trustees' decryptions; the
result. Prints what it found, and ends with 0 if all holds, 1 if not, 2 if wrongly asked.

It was written from the published specification and shares no line with the hall's own verifier, to be a second opinion. The
letters in comments are the specification's: y is the election's key, g the generator, q the order of the group.

Licence: AGPL-3.0-or-later.
"""

import base64
import hashlib
import json
import sys

try:
    import nacl.bindings as sodium
except ImportError:
    sys.exit("PyNaCl is missing: python -m pip install pynacl")


class Bad(Exception):
    """Something that does not hold."""


def must(holds, sentence):
    if not holds:
        raise Bad(sentence)


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def short(data):
    """A hash as ballots and elections are known by."""
    return base64.b64encode(bytes.fromhex(sha(data))).decode().rstrip("=")


# ---------------------------------------------------------------- groups: elements are held as their texts or numbers


class Curve:
    """Ed25519: texts are 64 digits, highest byte first; libsodium wants the lowest first."""

    q = 2**252 + 27742317777372353535851937790883648493
    unit = bytes([1] + [0] * 31)

    def parse(self, word):
        good = isinstance(word, str) and len(word) == 64 and all(c in "0123456789abcdef" for c in word)
        must(good, "an element is not 64 lower-case hexadecimal digits")
        return bytes(reversed(bytes.fromhex(word)))

    def inside(self, x):
        return bool(sodium.crypto_core_ed25519_is_valid_point(x))

    def show(self, x):
        return bytes(reversed(x)).hex()

    def mul(self, x, z):
        return sodium.crypto_core_ed25519_add(x, z)

    def inv(self, x):
        return sodium.crypto_core_ed25519_sub(self.unit, x)

    def exp(self, x, n):
        n %= self.q
        if n == 0 or x == self.unit:
            return self.unit
        return sodium.crypto_scalarmult_ed25519_noclamp(n.to_bytes(32, "little"), x)

    def gen(self, n):
        n %= self.q
        if n == 0:
            return self.unit
        return sodium.crypto_scalarmult_ed25519_base_noclamp(n.to_bytes(32, "little"))


class Numbers:
    """BELENIOS-2048: the numbers modulo p whose q-th power is 1."""

    p = int(
        "2069478569142254640101364365750500806492298929575110409710088478705737421924271740192223725449768433"
        "8129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049"
        "0811670993105358677809800307904916540637771737641986785272734744763418356000356983051931442845617019"
        "1100078673730733356412397173289791324047457883446826065232797464795113767265869358218004631792207366"
        "8860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201"
        "3204811188524087310770141516662001623131771693721892480785077118278423174980732765988288251691831031"
        "25680162072880719"
    )
    q = 78571733251071885079927659812671450121821421258408794611510081919805623223441
    g = int(
        "2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678"
        "7996946682987493890950838965734256019006010684771644917354741372831046104586813145117816467554005274"
        "0288984613986453266121505579709716201616827031288643245666383486363578210615491841998253431518974065"
        "8186868651151358576410138882215396016043228843603930989333662772848406593138406010231675095763777982"
        "6651036068224066350766977640253462537730851331734951942489677540525736590494924776314759915751987751"
        "7771148149092045660020547812705472823814097251863985833411570056835369555342378147558249189605029668"
        "0037745308460627"
    )
    unit = 1

    def parse(self, word):
        good = (
            isinstance(word, str)
            and 0 < len(word) < 618
            and word.isascii()
            and word.isdigit()
            and word[0] != "0"
        )
        must(good, "an element is not a decimal number")
        must(int(word) < self.p, "an element is not smaller than p")
        return int(word)

    def inside(self, x):
        return x != 1 and pow(x, self.q, self.p) == 1

    def show(self, x):
        return str(x)

    def mul(self, x, z):
        return x * z % self.p

    def inv(self, x):
        return pow(x, -1, self.p)

    def exp(self, x, n):
        return pow(x, n % self.q, self.p)

    def gen(self, n):
        return pow(self.g, n % self.q, self.p)


GROUPS = {"Ed25519": Curve(), "BELENIOS-2048": Numbers()}


# ---------------------------------------------------------------- JSON: exactly one text for each value


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("\x7f", "\\u007f")


def parse_json(data, what):
    def pairs(items):
        must(len(dict(items)) == len(items), what + ": a field stands twice")
        return dict(items)

    try:
        word = data if isinstance(data, str) else data.decode("utf-8")
        value = json.loads(word, object_pairs_hook=pairs)
        same = compact(value) == word
    except (ValueError, RecursionError):
        raise Bad(what + ": no JSON") from None
    must(same, what + ": not in the one form that JSON has here")
    return value


def members(value, names, what, maybe=()):
    must(isinstance(value, dict), what + ": no object")
    wanted = [name for name in names if name not in maybe or name in value]
    must(list(value) == wanted, what + ": other fields than " + ", ".join(names))
    return [value.get(name) for name in names]


def listing(value, length, what):
    must(isinstance(value, list) and (length is None or len(value) == length), what + ": wrong length")
    return value


def count(value, least, most, what):
    must(type(value) is int and least <= value <= most, what + ": no proper number")
    return value


# ---------------------------------------------------------------- the board


def tar_block(name, data, moment):
    def field(word, length):
        return word.encode().ljust(length, b"\0")

    before = field(name, 100) + field("0000644", 8) + field("0000000", 8) * 2
    before += field("%011o" % len(data), 12) + field("%011o" % moment, 12)
    total = sum(before) + 8 * 32 + ord("0")
    header = before + b"%06o\0 0" % total
    return header.ljust(512, b"\0") + data + b"\0" * (-len(data) % 512)


def read_board(data):
    """The events of an archive: a list of (kind, files, hash). Compares each block with what it must be."""
    place, moment, files, names = 0, None, [], set()
    events = []
    while place < len(data):
        head = data[place : place + 512]
        name = head[:100].rstrip(b"\0").decode("ascii", "replace")
        try:
            size = int(head[124:135], 8)
        except ValueError:
            raise Bad("the archive is broken at byte %d" % place) from None
        must(0 <= size <= len(data), "the archive is broken at byte %d" % place)
        body = data[place + 512 : place + 512 + size]
        if moment is None:
            must(name == "BELENIOS" and size < 200, "this is no archive of an election")
            version, told = members(
                parse_json(body, "the beginning"), ["version", "timestamp"], "the beginning"
            )
            good = type(version) is int and version == 1 and isinstance(told, str) and told.isascii()
            must(
                good and told.isdigit() and told[0] != "0" and len(told) <= 10,
                "the beginning: version or moment",
            )
            moment = int(told)
        else:
            stem, _, ending = name.partition(".")
            must(stem == sha(body), "the file %s is not what its name says" % name[:20])
            must(stem not in names, "the file %s stands there twice" % name[:20])
            names.add(stem)
            if ending == "data.json":
                files.append(body)
            elif ending == "event.json":
                events.append(read_event(body, events, files))
                files = []
            else:
                raise Bad("the file %s has no place here" % name[:20])
        block = tar_block(name, body, moment)
        must(
            data[place : place + len(block)] == block, "the archive is not in its one form at byte %d" % place
        )
        place += len(block)
    must(events and not files, "the archive is cut off")
    return moment, events


AFTER = {
    "": ["Setup"],
    "Setup": ["Ballot", "EndBallots"],
    "Ballot": ["Ballot", "EndBallots"],
    "EndBallots": ["EncryptedTally"],
    "EncryptedTally": ["PartialDecryption"],
    "PartialDecryption": ["PartialDecryption", "Result"],
    "Result": [],
}


def read_event(body, events, files):
    height = len(events)
    what = "event %d" % height
    names = ["parent", "height", "type", "payload"]
    maybe = ["payload"] if events else ["payload", "parent"]
    parent, number, kind, payload = members(parse_json(body, what), names, what, maybe)
    must(parent == (events[-1][2] if events else None), what + ": does not name the one before")
    must(type(number) is int and number == height, what + ": wrong height")
    before = events[-1][0] if events else ""
    must(isinstance(kind, str) and kind in AFTER[before], what + ": cannot come here")
    hashes = [sha(one) for one in files]
    if kind == "EndBallots":
        expected = []
        must(payload is None, what + ": has a payload")
    elif kind == "Setup":
        must(files, what + ": no files")
        expected = members(parse_json(files[-1], what), ["election", "trustees", "credentials"], what)
    elif kind == "EncryptedTally":
        must(files, what + ": no files")
        expected = members(
            parse_json(files[-1], what), ["num_tallied", "total_weight", "encrypted_tally"], what
        )[2:]
    elif kind == "PartialDecryption":
        must(files, what + ": no files")
        expected = members(parse_json(files[-1], what), ["owner", "payload"], what)[1:]
    else:
        expected = []
    if kind != "EndBallots":
        expected = [*expected, payload]
    must(hashes == expected, what + ": other files than it names")
    return kind, list(files), sha(body)


# ---------------------------------------------------------------- the election


class Election:
    """What is voted on, by whom, and whose keys open it; made from the first event."""

    def __init__(self, files):
        election, trustees, roll = files[:3]
        self.phi = short(election)
        must(len(election) < 300000, "the election's file is too long")
        names = ["version", "description", "name", "group", "public_key", "questions", "uuid"]
        maybe = ["administrator", "credential_authority"]
        told = members(parse_json(election, "the election"), names + maybe, "the election", maybe)
        must(type(told[0]) is int and told[0] == 1, "the election: not version 1")
        must(isinstance(told[3], str) and told[3] in GROUPS, "the election: unknown group")
        self.name, self.group_name, self.G, self.uuid = told[2], told[3], GROUPS[told[3]], told[6]
        must(
            isinstance(self.uuid, str) and len(self.uuid) >= 14 and self.uuid.isalnum(), "the election: uuid"
        )
        self.y = self.element(told[4])
        self.questions = [self.question(one) for one in listing(told[5], None, "the questions")]
        must(self.questions, "the election: no question")
        self.owners = []  # public keys in order
        self.circles = []  # (first owner, size, threshold)
        key = self.G.unit
        for entry in listing(parse_json(trustees, "the trustees"), None, "the trustees"):
            kind, value = listing(entry, 2, "a trustee")
            must(kind in ("Single", "Pedersen"), "the trustees: unknown kind")
            key = self.G.mul(key, self.pedersen(value) if kind == "Pedersen" else self.single(value))
        must(self.owners and key == self.y, "the election's key is not the one the trustees made")
        must(len(set(self.owners)) == len(self.owners), "two trustees have the same key")
        self.weights = self.read_roll(roll)

    def element(self, word, unit_too=False):
        x = self.G.parse(word)
        must((unit_too and x == self.G.unit) or self.G.inside(x), "an element is not of the group")
        return x

    def number(self, word):
        good = isinstance(word, str) and word.isascii() and word.isdigit() and len(word) < 79
        must(good and (word == "0" or word[0] != "0") and int(word) < self.G.q, "a number is not reduced")
        return int(word)

    def proof(self, value):
        challenge, response = members(value, ["challenge", "response"], "a proof")
        return self.number(challenge), self.number(response)

    def hash(self, start, *elements):
        """The challenge of a proof: start and the commitments, as a number below q."""
        return int(sha(start + ",".join(map(self.G.show, elements))), 16) % self.G.q

    def question(self, value):
        answers, blank, low, high, text = members(
            value, ["answers", "blank", "min", "max", "question"], "a question", ["blank"]
        )
        listing(answers, None, "the answers")
        must(answers and all(isinstance(one, str) for one in [*answers, text]), "a question: no texts")
        must(blank in (None, True, False), "a question: blank")
        count(high, 1, len(answers), "a question")
        count(low, 0, high, "a question")
        return {
            "n": len(answers),
            "blank": bool(blank),
            "min": low,
            "max": high,
            "text": text,
            "answers": answers,
        }

    def knows(self, start, public, proof):
        """Schnorr: the commitment g^response public^challenge, hashed, is the challenge."""
        challenge, response = proof
        return challenge == self.hash(start, self.G.mul(self.G.gen(response), self.G.exp(public, challenge)))

    def signed_by(self, public, text, value, what):
        must(self.knows("sigmsg|" + text + "|", public, self.proof(value)), what + ": wrong signature")

    def message(self, public, value, what):
        text, signature = members(value, ["message", "signature"], what)
        must(isinstance(text, str), what + ": no text")
        self.signed_by(public, text, signature, what)
        return parse_json(text, what)

    def single(self, value, signer=None):
        names = ["pok", "public_key"] + (["signature"] if signer is not None else [])
        told = members(value, names, "a trustee's key")
        public = self.element(told[1])
        start = "pok|" + self.group_name + "|" + told[1] + "|"
        must(self.knows(start, public, self.proof(told[0])), "a trustee has not proved to know their key")
        if signer is not None:
            self.signed_by(signer, told[1], told[2], "a trustee's key")
        else:
            self.circles.append((len(self.owners) + 1, 1, 1))
        self.owners.append(public)
        return public

    def pedersen(self, value):
        names = ["threshold", "certs", "coefexps", "signatures", "verification_keys"]
        threshold, certs, coefexps, signatures, keys = members(value, names, "the ceremony")
        size = len(listing(certs, None, "the certificates"))
        must(0 < size <= 30, "the ceremony: too many or no trustees")
        count(threshold, 1, size, "the threshold")
        signers, seen = [], []
        for i, cert in enumerate(certs, 1):
            text, _ = members(cert, ["message", "signature"], "a certificate")
            must(isinstance(text, str), "a certificate: no text")
            inside = parse_json(text, "a certificate")
            context, verification, encryption = members(
                inside, ["context", "verification", "encryption"], "a certificate"
            )
            expected = {"group": self.group_name, "size": size, "threshold": threshold, "index": i}
            must(compact(context) == compact(expected), "certificate %d is of another ceremony" % i)
            signers.append(self.element(verification))
            self.element(encryption)
            seen += [verification, encryption]
            self.message(signers[-1], cert, "certificate %d" % i)
        must(len(set(seen)) == len(seen), "two trustees have the same key")
        table = []
        for i in range(size):
            what = "the coefficients of trustee %d" % (i + 1)
            inside = self.message(signers[i], listing(coefexps, size, what)[i], what)
            (row,) = members(inside, ["coefexps"], what)
            listing(row, threshold, what)
            table.append([self.element(one) for one in row])
            text = "certs_sig|" + compact({"certs": certs, "coefexps": row})
            self.signed_by(signers[i], text, listing(signatures, size, what)[i], what)
        first = len(self.owners) + 1
        for j, entry in enumerate(listing(keys, size, "the trustees' keys"), 1):
            public = self.single(entry, signers[j - 1])
            # g^(f_1(j) + ... + f_m(j)), by Horner in the exponent
            follows = self.G.unit
            for row in table:
                value = self.G.unit
                for coefficient in reversed(row):
                    value = self.G.mul(self.G.exp(value, j), coefficient)
                follows = self.G.mul(follows, value)
            must(public == follows, "the key of trustee %d does not follow from the ceremony" % j)
        self.circles.append((first, size, threshold))
        key = self.G.unit
        for row in table:
            key = self.G.mul(key, row[0])
        return key

    def read_roll(self, data):
        weights = {}
        for line in listing(parse_json(data, "the roll"), None, "the roll"):
            must(isinstance(line, str), "the roll: no text")
            word, comma, weight = line.partition(",")
            good = not comma or (
                weight.isascii() and weight.isdigit() and weight[0] != "0" and len(weight) < 8
            )
            must(good, "the roll: wrong weight")
            self.element(word)
            must(word not in weights, "the roll: somebody stands there twice")
            weights[word] = int(weight) if comma else 1
        must(weights, "the roll: nobody")
        return weights

    # ------------------------------------------------------------ ballots

    def longest(self):
        """No ballot is longer: texts of elements and numbers at their longest, and room for what stands around them."""
        one = 617 if self.group_name == "BELENIOS-2048" else 64
        total = 1000 + one + len(self.uuid)
        for q in self.questions:
            choices = q["n"] + q["blank"]
            total += 200 + choices * (2 * one + 40 + 400) + (q["max"] - q["min"] + 4) * 200
        return total

    def one_of(self, start, possible, proofs):
        """Cramer-Damgard-Schoenmakers: possible is a list of (alpha, beta / g^m), one of which encrypts nothing."""
        commitments, total = [], 0
        for (alpha, rest), (challenge, response) in zip(possible, proofs, strict=True):
            commitments.append(self.G.mul(self.G.gen(response), self.G.exp(alpha, challenge)))
            commitments.append(self.G.mul(self.G.exp(self.y, response), self.G.exp(rest, challenge)))
            total += challenge
        return total % self.G.q == self.hash(start, *commitments)

    def less(self, beta, m):
        return self.G.mul(beta, self.G.inv(self.G.gen(m)))

    def ballot(self, data):
        """The credential and the encrypted choices of a ballot, everything about it checked."""
        must(len(data) <= self.longest(), "the ballot is longer than any can be")
        names = ["election_uuid", "election_hash", "credential", "answers", "signature"]
        whole = parse_json(data, "the ballot")
        uuid, phi, word, answers, signature = members(whole, names, "the ballot")
        must(uuid == self.uuid and phi == self.phi, "the ballot is for another election")
        must(isinstance(word, str) and word in self.weights, "the ballot's credential is not on the roll")
        digest, proof = members(signature, ["hash", "proof"], "the signature")
        body = {name: whole[name] for name in names[:4]}
        must(digest == short(compact(body)), "the signature is of another ballot")
        must(self.knows("sig|" + digest + "|", self.G.parse(word), self.proof(proof)), "wrong signature")
        listing(answers, len(self.questions), "the answers")
        return word, [
            self.answer(q, one, phi + "|" + word) for q, one in zip(self.questions, answers, strict=True)
        ]

    def answer(self, q, value, bound):
        names = ["choices", "individual_proofs", "overall_proof"] + (["blank_proof"] if q["blank"] else [])
        told = members(value, names, "an answer")
        choices, texts = [], []
        for choice in listing(told[0], q["n"] + q["blank"], "the choices"):
            pair = members(choice, ["alpha", "beta"], "a choice")
            choices.append(tuple(self.element(one) for one in pair))
            texts.append(",".join(pair))
        for place, proofs in enumerate(listing(told[1], len(choices), "the proofs")):
            alpha, beta = choices[place]
            read = [self.proof(one) for one in listing(proofs, 2, "the proofs of a choice")]
            start = "prove|" + bound + "|" + texts[place] + "|"
            holds = self.one_of(start, [(alpha, beta), (alpha, self.less(beta, 1))], read)
            must(holds, "choice %d is not proved to be 0 or 1" % (place + 1))
        alpha, beta = self.G.unit, self.G.unit
        for a, b in choices[1:] if q["blank"] else choices:
            alpha, beta = self.G.mul(alpha, a), self.G.mul(beta, b)
        sums = [(alpha, self.less(beta, m)) for m in range(q["min"], q["max"] + 1)]
        all_of_it = bound + "|" + ",".join(texts) + "|"
        if q["blank"]:
            a, b = choices[0]
            read = [self.proof(one) for one in listing(told[3], 2, "the blank proof")]
            holds = self.one_of("bproof0|" + all_of_it, [(a, b), (alpha, beta)], read)
            must(holds, "it is not proved that a blank vote chooses nothing")
            sums = [(a, self.less(b, 1)), *sums]
            start = "bproof1|" + all_of_it
        else:
            start = "prove|" + all_of_it + self.G.show(alpha) + "," + self.G.show(beta) + "|"
        read = [self.proof(one) for one in listing(told[2], len(sums), "the overall proof")]
        must(self.one_of(start, sums, read), "it is not proved that as many were chosen as may be")
        return choices

    # ------------------------------------------------------------ tally, decryptions, result

    def tally(self, files, last):
        """Check the encrypted tally against the last ballot of each credential."""
        weight = sum(self.weights[word] for word in last)
        said = members(
            parse_json(files[1], "the tally"), ["num_tallied", "total_weight", "encrypted_tally"], "the tally"
        )
        must(compact(said[:2]) == compact([len(last), weight]), "the tally says another number of ballots")
        sums = [[(self.G.unit, self.G.unit)] * (q["n"] + q["blank"]) for q in self.questions]
        for word, answers in last.items():
            for i, choices in enumerate(answers):
                for j, (a, b) in enumerate(choices):
                    x, z = sums[i][j]
                    w = self.weights[word]
                    sums[i][j] = (self.G.mul(x, self.G.exp(a, w)), self.G.mul(z, self.G.exp(b, w)))
        shown = [[{"alpha": self.G.show(a), "beta": self.G.show(b)} for a, b in line] for line in sums]
        must(compact(shown).encode() == files[0], "the tally is not the sum of the ballots")
        return sums, weight

    def partial(self, files, sums):
        owner, _ = members(parse_json(files[1], "a decryption"), ["owner", "payload"], "a decryption")
        count(owner, 1, len(self.owners), "a decryption")
        public = self.owners[owner - 1]
        names = ["decryption_factors", "decryption_proofs"]
        both = members(parse_json(files[0], "a decryption"), names, "a decryption")
        factors = []
        for line, words, proofs in zip(
            sums,
            listing(both[0], len(sums), "the factors"),
            listing(both[1], len(sums), "the proofs"),
            strict=True,
        ):
            listing(words, len(line), "the factors")
            listing(proofs, len(line), "the proofs")
            row = [self.element(word, unit_too=True) for word in words]
            for (alpha, _), factor, proof in zip(line, row, proofs, strict=True):
                challenge, response = self.proof(proof)
                first = self.G.mul(self.G.gen(response), self.G.exp(public, challenge))
                second = self.G.mul(self.G.exp(alpha, response), self.G.exp(factor, challenge))
                start = "decrypt|" + self.phi + "|" + self.G.show(public) + "|"
                must(challenge == self.hash(start, first, second), "trustee %d: a wrong decryption" % owner)
            factors.append(row)
        return owner, factors

    def result(self, files, sums, weight, factors):
        (told,) = members(parse_json(files[0], "the result"), ["result"], "the result")
        used = {}
        for first, size, threshold in self.circles:
            here = sorted(owner for owner in factors if first <= owner < first + size)
            must(len(here) >= threshold, "too few trustees have decrypted")
            places = {owner: owner - first + 1 for owner in here[:threshold]}
            for owner, i in places.items():
                top, bottom = 1, 1
                for k in places.values():
                    if k != i:
                        top, bottom = top * k, bottom * (k - i)
                used[owner] = top * pow(bottom, -1, self.G.q) % self.G.q
        listing(told, len(sums), "the result")
        for i, line in enumerate(sums):
            listing(told[i], len(line), "the result")
            for j, (_, beta) in enumerate(line):
                must(type(told[i][j]) is int and 0 <= told[i][j] <= weight, "the result: no proper number")
                opened = beta
                for owner, share in used.items():
                    opened = self.G.mul(opened, self.G.inv(self.G.exp(factors[owner][i][j], share)))
                must(opened == self.G.gen(told[i][j]), "the result is not what the trustees decrypted")
        return told


def check(data, older=None, tell=lambda done, of: None):
    """Everything that is wrong, as (height or None, sentence); and what was found."""
    errors, found = [], {"state": None, "ballots": 0, "result": None, "head": None, "election": None}
    try:
        moment, events = read_board(data)
        found["head"] = events[-1][2]
        if older is not None:
            old_moment, old = read_board(older)
            must(old_moment == moment, "the older copy is of another board")
            must(
                [one[2] for one in old] == [one[2] for one in events[: len(old)]],
                "something of the older copy is missing",
            )
    except Bad as bad:
        return [(None, str(bad))], found
    kinds = [kind for kind, _, _ in events]
    found["state"] = {"Setup": "open", "Ballot": "open", "Result": "tallied"}.get(kinds[-1], "closed")
    try:
        election = found["election"] = Election(events[0][1])
    except Bad as bad:
        return [(0, str(bad))], found
    last, sums, weight, factors = {}, None, 0, {}
    for height, (kind, files, _) in enumerate(events):
        try:
            if kind == "Ballot":
                tell(height, kinds.count("Ballot"))
                word, answers = election.ballot(files[0])
                last[word] = answers
                found["ballots"] += 1
            elif kind == "EncryptedTally":
                sums, weight = election.tally(files, last)
            elif kind == "PartialDecryption" and sums is not None:
                owner, row = election.partial(files, sums)
                must(owner not in factors, "trustee %d has decrypted twice" % owner)
                factors[owner] = row
            elif kind == "Result" and sums is not None:
                found["result"] = election.result(files, sums, weight, factors)
        except Bad as bad:
            errors.append((height, str(bad)))
    if errors:
        found["result"] = None
    return errors, found


def main(words):
    usage = "usage: verify_ballots.py BOARD.bel [--since OLDER.bel]"
    if "-h" in words or "--help" in words:
        print(__doc__)
        return 0
    if len(words) not in (1, 3) or (len(words) == 3 and words[1] != "--since") or words[0].startswith("-"):
        print(usage, file=sys.stderr)
        return 2
    try:
        data = [open(name, "rb").read() for name in words[::2]]
    except OSError as error:
        print(error, file=sys.stderr)
        return 2

    def tell(done, of):
        if sys.stderr.isatty() and (done % 20 == 0 or done == of):
            print("\r%d of %d ballots" % (done, of), end="\n" if done == of else "", file=sys.stderr)

    errors, found = check(*data, tell=tell)
    election = found["election"]
    if election:
        print("%s, %d on the roll, fingerprint %s" % (election.name, len(election.weights), election.phi))
    print("The vote is %s; %d ballots hold." % (found["state"] or "unreadable", found["ballots"]))
    print("Head of the board: %s" % found["head"])
    for i, line in enumerate(found["result"] or []):
        q = election.questions[i]
        print(q["text"])
        for answer, number in zip((["(blank)"] if q["blank"] else []) + q["answers"], line, strict=True):
            print("%7d  %s" % (number, answer))
    for height, sentence in errors:
        print("WRONG%s: %s" % ("" if height is None else " at event %d" % height, sentence))
    print("Bad." if errors else "Good.")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
