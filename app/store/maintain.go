package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

// gcRatio: a value log file is rewritten when this share of it is garbage.
const gcRatio = 0.5

func nothingToCollect(err error) bool {
	return errors.Is(err, badger.ErrNoRewrite) || errors.Is(err, badger.ErrRejected) || errors.Is(err, badger.ErrGCInReadOnlyMode)
}

// Maintain collects the value log until there is nothing left to collect, and
// checks every table. It is for idle times: it reads all that is on disk. With
// ErrCorrupt the next Open sets the store aside and carries over what it can.
func (s *Store) Maintain(ctx context.Context) error {
	if err := s.gate.enter(); err != nil {
		return err
	}
	defer s.gate.leave()
	if cause := s.health.broken(); cause != nil {
		return cause
	}
	for !s.opt.ReadOnly {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.db.RunValueLogGC(gcRatio)
		if nothingToCollect(err) {
			break
		}
		if err != nil {
			return fmt.Errorf("collect value log: %w", classify(err))
		}
	}
	err := s.verify()
	if errors.Is(err, ErrCorrupt) && !s.opt.ReadOnly {
		err = errors.Join(err, os.WriteFile(filepath.Join(s.opt.Dir, damagedName), nil, 0o600))
	}
	return err
}

// verify reads every table and compares its checksums.
func (s *Store) verify() (err error) {
	defer s.health.rescue(&err)
	if err := s.db.VerifyChecksum(); err != nil {
		return fmt.Errorf("check tables: %w", classify(err))
	}
	return nil
}

// Stats describes an open store.
type Stats struct {
	Dir       string
	Incidents int
	Schema    int
	Encrypted bool
	Preset    Preset
	ReadOnly  bool
	// Bytes on disk: tables, value log, and the logs of what is in memory. The
	// last two are sparse files: they can take less room than they say.
	Tables, Values, Logs int64
	// Full: nothing is written until there is room again.
	Full bool
}

// Stats measures the store.
func (s *Store) Stats() Stats {
	st := Stats{Dir: s.opt.Dir, Schema: s.set.schema, Encrypted: len(s.opt.Key) > 0, Preset: s.opt.Preset,
		ReadOnly: s.opt.ReadOnly, Incidents: s.rows.size()}
	free, err := s.set.free(s.opt.Dir)
	st.Full = errors.Is(s.health.broken(), ErrFull) || err == nil && free < s.opt.Preset.reserve()
	files, err := os.ReadDir(s.opt.Dir)
	if err != nil {
		return st
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			continue
		}
		switch {
		case strings.HasSuffix(file.Name(), ".sst"):
			st.Tables += info.Size()
		case strings.HasSuffix(file.Name(), ".vlog"):
			st.Values += info.Size()
		case strings.HasSuffix(file.Name(), ".mem"):
			st.Logs += info.Size()
		}
	}
	return st
}
