package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"
)

// setAside moves the damaged store to <dir>.corrupt-<UTC time> in one step and
// owns a new empty folder in its place. Where the folder itself cannot be
// renamed (a mount point) its files move into a folder below it.
func (s *Store) setAside() (string, error) {
	dir := filepath.Clean(s.opt.Dir)
	suffix := "corrupt-" + s.opt.Now().UTC().Format("20060102T150405Z")
	if err := s.guard.release(); err != nil {
		return "", err
	}
	aside, err := vacant(dir + "." + suffix)
	if err == nil {
		err = os.Rename(dir, aside)
	}
	if err != nil {
		if aside, err = vacant(filepath.Join(dir, suffix)); err == nil {
			err = moveFiles(dir, aside)
		}
	}
	if err != nil {
		return "", err
	}
	if s.guard, err = takeLock(dir); err != nil {
		return "", err
	}
	return aside, errors.Join(syncDir(dir), syncDir(filepath.Dir(aside)))
}

// vacant finds a name that nothing has yet.
func vacant(name string) (string, error) {
	for n := 1; n < 1000; n++ {
		try := name
		if n > 1 {
			try += "-" + strconv.Itoa(n)
		}
		if _, err := os.Lstat(try); errors.Is(err, fs.ErrNotExist) {
			return try, nil
		}
	}
	return "", fmt.Errorf("too many folders named %s", name)
}

func moveFiles(dir, to string) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	names, err := storeFiles(dir)
	if err != nil {
		return err
	}
	for _, name := range append(names, sealName, damagedName) {
		err := os.Rename(filepath.Join(dir, name), filepath.Join(to, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// named finds the file a failed Open complains about.
var named = regexp.MustCompile(`[0-9]+\.(sst|mem|vlog)`)

// repair copies a damaged store to a scratch folder, without what cannot be
// opened, under a manifest that names what is there, and opens the copy.
func repair(from, to string, o Options) (*badger.DB, error) {
	names, err := storeFiles(from)
	if err != nil {
		return nil, err
	}
	// Every table found counts, listed or not: a record that comes back is
	// better than one that is lost. An unreadable manifest lists none.
	levels, err := manifestTables(from)
	if err != nil {
		levels = nil
	}
	tables := map[uint64]badger.TableManifest{}
	for _, name := range names {
		if name == badger.ManifestFilename || name == "DISCARD" {
			continue
		}
		if id, ok := table.ParseFileID(name); ok && strings.HasSuffix(name, ".sst") {
			was, listed := levels[id]
			if checkTable(filepath.Join(from, name)) != nil {
				continue
			}
			if !listed {
				was = badger.TableManifest{Compression: options.Snappy}
				if len(o.Key) > 0 {
					was.KeyID = 1 // the only data key: see dataKeyLife
				}
			}
			tables[id] = was
		}
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return nil, fmt.Errorf("copy for repair: %w", err)
		}
	}
	if err := sweep(to, withoutTables(names, to)); err != nil {
		return nil, err
	}
	return openRepaired(to, tables, o)
}

func withoutTables(names []string, dir string) []string {
	var there []string
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil && !strings.HasSuffix(name, ".sst") {
			there = append(there, name)
		}
	}
	return there
}

// openRepaired leaves out one file more each time Badger cannot open one.
func openRepaired(dir string, tables map[uint64]badger.TableManifest, o Options) (*badger.DB, error) {
	o.Dir, o.ReadOnly = dir, false
	log := &logger{log: slog.New(slog.DiscardHandler), flush: func(error) {}, skipped: func(string) {}}
	// No compaction: it would drop what it cannot read.
	b := badgerOptions(o, log).WithNumCompactors(0).WithCompactL0OnClose(false).
		WithNumLevelZeroTables(1 << 20).WithNumLevelZeroTablesStall(1<<20 + 1)
	for {
		if err := writeManifest(dir, tables); err != nil {
			return nil, fmt.Errorf("write manifest for repair: %w", err)
		}
		db, err := openBadger(b)
		if err == nil {
			return db, nil
		}
		bad := named.FindString(filepath.Base(named.FindString(err.Error())))
		if bad == "" {
			return nil, fmt.Errorf("open repaired copy: %w", err)
		}
		if id, ok := table.ParseFileID(bad); ok && strings.HasSuffix(bad, ".sst") {
			delete(tables, id)
		}
		if err := os.Remove(filepath.Join(dir, bad)); err != nil {
			return nil, fmt.Errorf("open repaired copy without %s: %w", bad, err)
		}
	}
}

// writeManifest writes Badger's manifest: its magic, our own, the format, then
// one checksummed set of changes that creates every table.
func writeManifest(dir string, tables map[uint64]badger.TableManifest) error {
	var set pb.ManifestChangeSet
	for id, m := range tables {
		set.Changes = append(set.Changes, &pb.ManifestChange{Id: id, Op: pb.ManifestChange_CREATE, Level: uint32(m.Level),
			KeyId: m.KeyID, EncryptionAlgo: pb.EncryptionAlgo_aes, Compression: uint32(m.Compression)})
	}
	raw, err := proto.Marshal(&set)
	if err != nil {
		return err
	}
	b := append([]byte("Bdgr"), binary.BigEndian.AppendUint16(nil, magic)...)
	b = binary.BigEndian.AppendUint16(b, badgerFormat)
	b = binary.BigEndian.AppendUint32(b, uint32(len(raw)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(raw, y.CastagnoliCrcTable))
	return writeSynced(filepath.Join(dir, badger.ManifestFilename), append(b, raw...))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
