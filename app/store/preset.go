package store

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// Preset is a set of sizes. Badger's own would map 2 GB and keep 256 MB of cache.
type Preset string

// The presets.
const (
	Laptop Preset = "laptop"
	Phone  Preset = "phone"
)

// magic marks the files as this program's.
const magic = 0x7A0D

const (
	keyLen = 32
	// longestValue is the largest value accepted, in bytes; a larger one is a
	// mistake of the caller, who bounds what comes from outside.
	longestValue = 8 << 20
	// valueThreshold: longer values go to the value log.
	valueThreshold = 32 << 10
	// dataKeyLife keeps one data key, so that tables can be salvaged without
	// their manifest. It must be shorter than the time since 1970: Badger takes
	// a store without any data key for one with a key of that year, and would
	// write plain text.
	dataKeyLife = 20 * 365 * 24 * time.Hour
)

func (p Preset) memTable() int64 {
	if p == Phone {
		return 8 << 20
	}
	return 16 << 20
}

// reserve is the room on disk, in bytes, below which nothing is written: for
// the next log, the flush of those in memory, and a compaction beside them.
// Badger writes through memory maps, where a full disk kills the process
// instead of giving an error.
func (p Preset) reserve() uint64 { return uint64(4*p.memTable()) + 16<<20 }

func checkKey(k []byte) error {
	if len(k) != 0 && len(k) != keyLen {
		return fmt.Errorf("%w: %d bytes instead of %d", ErrKey, len(k), keyLen)
	}
	return nil
}

func badgerOptions(o Options, log badger.Logger) badger.Options {
	b := badger.DefaultOptions(o.Dir).
		WithLogger(log).
		WithExternalMagic(magic).
		WithReadOnly(o.ReadOnly).
		WithSyncWrites(true).
		WithDetectConflicts(false).
		WithNumVersionsToKeep(1).
		WithMetricsEnabled(false).
		WithNumGoroutines(2).
		WithMemTableSize(o.Preset.memTable()).
		WithNumMemtables(2).
		WithValueThreshold(valueThreshold).
		WithValueLogFileSize(32 << 20).
		WithNumLevelZeroTables(2).
		WithNumLevelZeroTablesStall(6).
		WithNumCompactors(2).
		// A quarter of Badger's index, which is deciphered at every start.
		WithBlockSize(16 << 10).
		WithCompactL0OnClose(true).
		WithBlockCacheSize(16 << 20).
		WithIndexCacheSize(8 << 20).
		WithCompression(options.Snappy).
		// Without checking, a damaged block reads as absent keys.
		WithVerifyValueChecksum(true)
	b.ChecksumVerificationMode = options.OnBlockRead
	if o.Preset == Phone {
		b = b.WithValueLogFileSize(16 << 20).WithBlockCacheSize(8 << 20).WithIndexCacheSize(4 << 20)
	}
	if len(o.Key) > 0 {
		b = b.WithEncryptionKey(o.Key).WithEncryptionKeyRotationDuration(dataKeyLife)
	}
	return b
}

// logger hands Badger's log on, and listens for what it tells nobody else.
type logger struct {
	log *slog.Logger
	// flush hears that a memtable could not be written; Badger tries for ever.
	flush func(error)
	// skipped hears of a table that Badger leaves out because it is damaged.
	skipped func(string)
}

func (l *logger) Errorf(format string, args ...any) {
	if len(args) == 1 {
		if err, ok := args[0].(error); ok && strings.HasPrefix(format, "error flushing memtable") {
			l.flush(err)
		}
		if strings.HasPrefix(format, "Ignoring table") {
			l.skipped(fmt.Sprint(args[0]))
		}
	}
	l.log.Error(text(format, args))
}

func (l *logger) Warningf(format string, args ...any) { l.log.Warn(text(format, args)) }

func (l *logger) Infof(format string, args ...any) { l.log.Debug(text(format, args)) }

// Debugf says nothing: Badger's debug text names keys.
func (l *logger) Debugf(string, ...any) {}

func text(format string, args []any) string {
	return "badger: " + strings.TrimSpace(fmt.Sprintf(format, args...))
}
