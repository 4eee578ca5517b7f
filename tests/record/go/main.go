// Checks a carried-away record with the Go team's own note and tlog packages.
//
// What is ours here is reading files and naming what is wrong; signatures, trees and proofs are theirs.
// Usage: verify FOLDER VKEY [EARLIER-CHECKPOINT]; says one line, exits 0 when good and 1 when not.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of a tile: 256 hashes

func must(err error, where string) {
	if err != nil {
		fmt.Printf("bad %s: %v\n", where, err)
		os.Exit(1)
	}
}

func insist(ok bool, where, why string) {
	if !ok {
		must(fmt.Errorf("%s", why), where)
	}
}

type folder string

func (f folder) Height() int                         { return height }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1) // tlog-tiles leaves the height out
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has the wrong length", path)
		}
		all = append(all, data)
	}
	return all, nil
}

func open(path, vkey string) tlog.Tree {
	data, err := os.ReadFile(path)
	must(err, "checkpoint")
	verifier, err := note.NewVerifier(vkey)
	must(err, "key")
	signed, err := note.Open(data, note.VerifierList(verifier))
	must(err, "checkpoint")
	for _, sig := range signed.Sigs { // the package lets unused last bits of base64 pass
		_, err := base64.StdEncoding.Strict().DecodeString(sig.Base64)
		must(err, "checkpoint")
	}
	lines := strings.SplitN(signed.Text, "\n", 4)
	insist(len(lines) == 4 && lines[0] == verifier.Name(), "checkpoint", "not of this record")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "checkpoint")
	root, err := tlog.ParseHash(lines[2])
	must(err, "checkpoint")
	return tlog.Tree{N: size, Hash: root}
}

// exactly reads a JSON object that has these names and no others, spelt so (encoding/json would fold their case).
func exactly(data []byte, where string, names ...string) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	must(json.Unmarshal(data, &fields), where)
	insist(len(fields) == len(names), where, "other fields")
	for _, name := range names {
		insist(fields[name] != nil, where, "no "+name)
	}
	return fields
}

func text(data json.RawMessage, where string) (said string) {
	must(json.Unmarshal(data, &said), where)
	return said
}

func main() {
	dir, vkey := os.Args[1], os.Args[2]
	tree := open(filepath.Join(dir, "checkpoint"), vkey)
	reader := tlog.TileHashReader(tree, folder(dir))

	indexes := make([]int64, tree.N)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	hashes, err := reader.ReadHashes(indexes)
	must(err, "tile")
	if len(os.Args) > 3 {
		earlier := open(os.Args[3], vkey)
		insist(earlier.N <= tree.N, "history", "shorter than before")
		proof, err := tlog.ProveTree(tree.N, earlier.N, reader)
		must(err, "history")
		must(tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash), "history")
	}

	var commits []string
	for n := int64(0); n*256 < tree.N; n++ {
		width := min(256, tree.N-n*256)
		tile := tlog.Tile{H: height, L: 0, N: n, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, path))
		must(err, path)
		for i := n * 256; i < n*256+width; i++ {
			where := fmt.Sprintf("entry %d", i)
			insist(len(data) >= 2, where, "cut short")
			length := int(binary.BigEndian.Uint16(data))
			insist(len(data) >= 2+length, where, "cut short")
			leaf := data[2 : 2+length]
			insist(tlog.RecordHash(leaf) == hashes[i], where, "not in the tree")
			commits = append(commits, text(exactly(leaf, where, "commit", "day", "v")["commit"], where))
			data = data[2+length:]
		}
		insist(len(data) == 0, path, "more than its entries")
	}

	data, err := os.ReadFile(filepath.Join(dir, "openings.jsonl"))
	must(err, "openings.jsonl")
	insist(len(data) == 0 || data[len(data)-1] == '\n', "openings.jsonl", "cut short")
	for number, line := range bytes.Split(data, []byte("\n")) {
		if len(line) == 0 && number == bytes.Count(data, []byte("\n")) {
			break
		}
		where := fmt.Sprintf("opening %d", number)
		fields := exactly(line, where, "content", "index", "salt")
		index, err := strconv.ParseInt(string(fields["index"]), 10, 64)
		must(err, where)
		insist(index >= 0 && index < tree.N, where, "no such entry")
		spelt := text(fields["salt"], where)
		salt, err := hex.DecodeString(spelt)
		must(err, where)
		insist(len(salt) == 32 && hex.EncodeToString(salt) == spelt, where, "salt")
		sum := sha256.Sum256(append(salt, text(fields["content"], where)...))
		insist(hex.EncodeToString(sum[:]) == commits[index], where, "not what was sealed")
	}
	fmt.Printf("good %d\n", tree.N)
}
