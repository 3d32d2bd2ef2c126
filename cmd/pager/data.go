package pager

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"turnaround/app/archive"
	"turnaround/app/desk"
	"turnaround/app/secret"
)

// ErrQuery marks a query that cannot be read.
var ErrQuery = errors.New("this is no query")

// ExportOptions say what goes into an archive, and where that is written.
type ExportOptions struct {
	Path  string
	Query string // as in list; empty: everything
	// People: names and long texts too; then Passphrase seals the archive.
	People     bool
	Passphrase string
}

// Export writes incidents to an archive and gives how many. done, where given,
// is told how many are written so far.
func (p *Pager) Export(ctx context.Context, o ExportOptions, done func(int)) (n int, err error) {
	q, err := p.Desk.ParseQuery(o.Query, p.Zone())
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrQuery, err)
	}
	// Written beside and renamed: a broken export never replaces a good one.
	f, err := os.CreateTemp(filepath.Dir(o.Path), ".turnaround-export-*")
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	if n, err = p.writeArchive(ctx, f, q, o, done); err == nil {
		err = os.Rename(f.Name(), o.Path)
	}
	if err != nil {
		return 0, errors.Join(fmt.Errorf("export to %s: %w", o.Path, err), os.Remove(f.Name()))
	}
	return n, nil
}

func (p *Pager) writeArchive(ctx context.Context, f *os.File, q desk.Query, o ExportOptions, done func(int)) (n int, err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	w, err := archive.NewWriter(f, p.now(), o.People, o.Passphrase)
	if err != nil {
		return 0, err
	}
	if n, err = p.Desk.Export(ctx, w, q, o.People, done); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return n, f.Sync()
}

// Import unites an archive with what is here; nothing is sent and nothing
// rings. archive.ErrPassphrase says that it is sealed with another passphrase.
// done, where given, is told how many entries were read so far.
func (p *Pager) Import(ctx context.Context, path, passphrase string, done func(int)) (result desk.Imported, err error) {
	f, err := os.Open(path)
	if err != nil {
		return result, fmt.Errorf("import: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return result, fmt.Errorf("import: %w", err)
	}
	if !info.Mode().IsRegular() {
		return result, fmt.Errorf("import: %s is no file", path)
	}
	r, err := archive.NewReader(f, info.Size(), passphrase)
	if err != nil {
		return result, fmt.Errorf("import %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return p.Desk.Import(ctx, r, done)
}

// DataInfo is what the app keeps on this computer, and how.
type DataInfo struct {
	Folder    string      `json:"folder"`
	Incidents int         `json:"incidents"`
	Bytes     int64       `json:"bytes"` // at most, on disk
	Oldest    time.Time   `json:"oldest,omitzero"`
	Encrypted bool        `json:"encrypted"`
	Key       secret.Kept `json:"key"`
	Full      bool        `json:"full,omitempty"` // nothing new is kept until there is room
	// Retention and People are after how long closed incidents are deleted and
	// data about persons is erased; 0: never.
	Retention time.Duration `json:"retention"`
	People    time.Duration `json:"people"`
}

// Data tells what is kept here, how it is encrypted and for how long.
func (p *Pager) Data() DataInfo {
	s, c := p.store.Stats(), p.Config().Storage
	info := DataInfo{Folder: p.opts.Places.Data, Incidents: s.Incidents, Bytes: s.Tables + s.Values + s.Logs,
		Encrypted: s.Encrypted, Key: p.opts.Kept, Full: s.Full, Retention: c.Retention.Std(), People: c.People.Std()}
	for row := range p.Desk.Rows() {
		if info.Oldest.IsZero() || row.StartedAt.Before(info.Oldest) {
			info.Oldest = row.StartedAt
		}
	}
	return info
}

// WouldDelete counts the closed incidents another retention would delete now;
// 0 keeps all.
func (p *Pager) WouldDelete(retention time.Duration) int {
	if retention <= 0 {
		return 0
	}
	return p.store.ClosedBefore(p.now().Add(-retention))
}
