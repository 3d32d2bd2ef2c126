// Package durable writes files that are whole or not there, whatever happens
// while they are written.
package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Private is the mode of files only their owner may read.
const Private fs.FileMode = 0o600

// Write puts data at path through a synced temporary file beside it and a
// rename; readers see the old content or the new. The file has the given mode.
func Write(path string, data []byte, mode fs.FileMode) error {
	temp, err := stage(path, data, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return errors.Join(fmt.Errorf("put %s in place: %w", path, err), os.Remove(temp))
	}
	return syncFolder(filepath.Dir(path))
}

// Create is Write for a file that must not be there yet: of several processes
// that create the same path one succeeds, the others get fs.ErrExist.
func Create(path string, data []byte, mode fs.FileMode) error {
	temp, err := stage(path, data, mode)
	if err != nil {
		return err
	}
	// A link fails where the name is taken, which a rename does not.
	err = os.Link(temp, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = place(temp, path)
	}
	if gone := os.Remove(temp); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// Sweep removes from a folder what writes that were killed midway left behind
// of the files that ours names. A write under way there fails, and changes nothing.
func Sweep(folder string, ours func(name string) bool) error {
	files, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("tidy up after broken writes: %w", err)
	}
	for _, f := range files {
		hidden, ok := strings.CutPrefix(f.Name(), ".")
		dot := strings.LastIndexByte(hidden, '.')
		if !ok || dot < 0 || strings.Trim(hidden[dot+1:], "0123456789") != "" || !ours(hidden[:dot]) || !f.Type().IsRegular() {
			continue
		}
		if err := os.Remove(filepath.Join(folder, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tidy up after broken writes: %w", err)
		}
	}
	return nil
}

// place serves file systems without links (FAT, some network shares): the
// name is taken first, then the content follows.
func place(temp, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, Private)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

func stage(path string, data []byte, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	return f.Name(), errors.Join(err, f.Close())
}
