// Package logs writes the app's own log: JSON lines in a file that rotates,
// with every known secret struck out.
package logs

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/natefinch/lumberjack.v2"

	"turnaround/app/secret"
)

// EnvLevel is the environment variable that sets the level: debug, info,
// warn or error.
const EnvLevel = "TURNAROUND_LOG"

// Name of the log file within its folder; older ones stand beside it.
const Name = "turnaround.log"

// How much is kept: 5 MB, and three older files of that size.
const (
	maxMegabytes = 5
	maxOlder     = 3
)

// Open starts logging to a file in dir, which is made where needed. level is
// the text of EnvLevel; one that is not known reads as info, and the log says
// so. The closer ends the file.
func Open(dir, level string, known *secret.Redactor) (*slog.Logger, io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("open log: %w", err)
	}
	file := &lumberjack.Logger{Filename: filepath.Join(dir, Name), MaxSize: maxMegabytes, MaxBackups: maxOlder}
	// lumberjack opens at the first line; a folder that cannot be written to
	// has to be known now.
	if _, err := file.Write(nil); err != nil {
		return nil, nil, fmt.Errorf("open log: %w", err)
	}
	log, ok := New(file, level, known)
	if !ok {
		log.Warn("unknown log level, info is used", "variable", EnvLevel, "level", level)
	}
	return log, file, nil
}

// New is a logger of JSON lines to w; ok tells whether the level was known.
func New(w io.Writer, level string, known *secret.Redactor) (log *slog.Logger, ok bool) {
	least, ok := Level(level)
	options := &slog.HandlerOptions{Level: least}
	return slog.New(known.Handler(slog.NewJSONHandler(known.Writer(w), options))), ok
}

// Level reads a level's name; empty is info.
func Level(text string) (level slog.Level, ok bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "debug":
		return slog.LevelDebug, true
	case "", "info":
		return slog.LevelInfo, true
	case "warn", "warning":
		return slog.LevelWarn, true
	case "error":
		return slog.LevelError, true
	}
	return slog.LevelInfo, false
}
