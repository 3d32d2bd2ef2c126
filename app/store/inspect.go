package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"
)

// damagedName is a file that says: this store was found damaged while open.
const damagedName = "DAMAGED"

// verifyKey tells whether the key fits, without changing anything. A folder
// without a key registry holds no store yet, or a damaged one.
func verifyKey(dir string, k []byte) error {
	name := filepath.Join(dir, badger.KeyRegistryFileName)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at key registry: %w", err)
	}
	_, err = badger.OpenKeyRegistry(badger.KeyRegistryOptions{Dir: dir, ReadOnly: true, EncryptionKey: k})
	if errors.Is(err, badger.ErrEncryptionKeyMismatch) {
		if len(k) == 0 {
			return fmt.Errorf("%w: it is encrypted and no key was given", ErrKey)
		}
		return ErrKey
	}
	return nil
}

// inspect looks for damage before Badger opens the folder: Badger ends the
// process on some of it, and on other opens with records missing or deletes
// tables it does not know of.
func inspect(dir string, readOnly bool) error {
	names, err := storeFiles(dir)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		if readOnly {
			return fmt.Errorf("no store to read: %w", ErrNotFound)
		}
		return nil
	}
	damaged := func(format string, args ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{ErrCorrupt}, args...)...)
	}
	if _, err := os.Stat(filepath.Join(dir, damagedName)); err == nil {
		return damaged("found while it was open")
	}
	if err := checkSeal(dir); err != nil {
		return err
	}
	if !readOnly {
		if err := sweep(dir, names); err != nil {
			return err
		}
	}
	tables, err := manifestTables(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return damaged("no manifest")
	}
	if err != nil {
		return err
	}
	for id := range tables {
		if err := checkTable(table.NewFilename(id, dir)); err != nil {
			return damaged("table %d: %v", id, err)
		}
	}
	return nil
}

// storeFiles lists the database's files in a folder that may not exist.
func storeFiles(dir string) (names []string, err error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list folder: %w", err)
	}
	for _, f := range files {
		switch ext := filepath.Ext(f.Name()); {
		case ext == ".sst", ext == ".vlog", ext == ".mem", f.Name() == badger.ManifestFilename,
			f.Name() == badger.KeyRegistryFileName, f.Name() == "DISCARD":
			names = append(names, f.Name())
		}
	}
	return names, nil
}

// sweep removes what a crash leaves and Badger stumbles over: logs that were
// made but never filled, and discard statistics of a wrong size.
func sweep(dir string, names []string) error {
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("look at %s: %w", name, err)
		}
		empty := info.Size() == 0 && (strings.HasSuffix(name, ".mem") || strings.HasSuffix(name, ".vlog"))
		odd := name == "DISCARD" && (info.Size() == 0 || info.Size()%(1<<20) != 0)
		if !empty && !odd {
			continue
		}
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("remove leftover %s: %w", name, err)
		}
	}
	return nil
}

// badgerFormat is the version of Badger's files that this program reads.
const badgerFormat = 8

// manifestTables reads which tables belong to the store.
func manifestTables(dir string) (map[uint64]badger.TableManifest, error) {
	f, err := os.Open(filepath.Join(dir, badger.ManifestFilename))
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	var head [8]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return nil, fmt.Errorf("%w: manifest: %v", ErrCorrupt, err)
	}
	if v := binary.BigEndian.Uint16(head[6:]); v > badgerFormat && binary.BigEndian.Uint16(head[4:]) == magic {
		return nil, fmt.Errorf("%w: file format %d, this version knows %d", ErrNewer, v, badgerFormat)
	}
	m, _, err := badger.ReplayManifestFile(f, magic, badger.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		return nil, fmt.Errorf("%w: manifest: %v", ErrCorrupt, err)
	}
	return m.Tables, nil
}

// checkTable checks the end of a table: its index, the index's checksum, and
// their lengths (badger/v4/table: index, its length, checksum, its length).
func checkTable(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	end := info.Size()
	before := func(n int64) ([]byte, error) {
		if n <= 0 || n > end {
			return nil, errors.New("its end is cut off or overwritten")
		}
		end -= n
		b := make([]byte, n)
		_, err := f.ReadAt(b, end)
		return b, err
	}
	sized := func() ([]byte, error) {
		size, err := before(4)
		if err != nil {
			return nil, err
		}
		return before(int64(binary.BigEndian.Uint32(size)))
	}
	raw, err := sized()
	if err != nil {
		return err
	}
	var sum pb.Checksum
	if err := proto.Unmarshal(raw, &sum); err != nil {
		return fmt.Errorf("read checksum: %w", err)
	}
	index, err := sized()
	if err != nil {
		return err
	}
	if sum.Algo == pb.Checksum_CRC32C && uint64(crc32.Checksum(index, y.CastagnoliCrcTable)) == sum.Sum {
		return nil
	}
	if err := y.VerifyChecksum(index, &sum); err != nil {
		return errors.New("its index is damaged")
	}
	return nil
}
