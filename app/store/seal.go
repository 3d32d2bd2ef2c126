package store

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

// sealName is written when the store closes cleanly and removed when it opens.
// It lists the files with their sizes, and sums of the two small ones that say
// what belongs to the store: Badger takes a shortened manifest for a crash and
// deletes the tables it no longer names.
const sealName = "SEAL"

func sealText(dir string) ([]byte, error) {
	names, err := storeFiles(dir)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, name := range names {
		switch {
		case name == badger.ManifestFilename, name == badger.KeyRegistryFileName:
			raw, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			fmt.Fprintf(&b, "%s %d %08x\n", name, len(raw), crc32.ChecksumIEEE(raw))
		case strings.HasSuffix(name, ".sst"), strings.HasSuffix(name, ".vlog"):
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil {
				return nil, fmt.Errorf("look at %s: %w", name, err)
			}
			fmt.Fprintf(&b, "%s %d\n", name, info.Size())
		}
	}
	return b.Bytes(), nil
}

func seal(dir string) error {
	text, err := sealText(dir)
	if err == nil {
		err = writeSynced(filepath.Join(dir, sealName), text)
	}
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	return nil
}

// checkSeal passes where there is no seal: the last run did not end cleanly.
func checkSeal(dir string) error {
	have, err := os.ReadFile(filepath.Join(dir, sealName))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(have) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read seal: %w", err)
	}
	want, err := sealText(dir)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return fmt.Errorf("%w: files are not as they were left", ErrCorrupt)
	}
	return nil
}

// breakSeal empties the seal durably before it removes it, so that it cannot
// come back after a power cut.
func breakSeal(dir string) error {
	name := filepath.Join(dir, sealName)
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := writeSynced(name, nil)
	if err == nil {
		err = os.Remove(name)
	}
	if err != nil {
		return fmt.Errorf("break seal: %w", err)
	}
	return nil
}

func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
