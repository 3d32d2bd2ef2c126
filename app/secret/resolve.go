package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"turnaround/app/durable"
)

// Errors a caller may want to tell apart; none ever holds a secret.
var (
	ErrMissing     = errors.New("the secret is not there")
	ErrUnavailable = errors.New("the system's keyring cannot be used")
	ErrExposed     = errors.New("others could read the file")
	ErrReadOnly    = errors.New("cannot be written: use keyring:NAME or file:PATH")
)

// Bounds.
const (
	maxSecret      = 64 << 10 // bytes of one secret
	commandTimeout = 10 * time.Second
)

// Resolver gets and keeps secrets by reference. The zero value works with the
// system's keyring, environment and home folder.
type Resolver struct {
	Ring    Ring                        // nil: the system's keyring
	Env     func(string) (string, bool) // nil: os.LookupEnv
	Home    string                      // for ~ in file:; empty: the user's
	Timeout time.Duration               // of a command; 0: 10 s
	Known   *Redactor                   // learns every secret that is resolved or set; may be nil
}

// Resolve gives the secret a reference points at.
func (r *Resolver) Resolve(ctx context.Context, text string) (string, error) {
	ref, err := Parse(text)
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	var value string
	switch ref.Kind {
	case Keyring:
		value, err = r.ring().Get(ctx, ref.Name)
	case Env:
		value, err = r.env(ref.Name)
	case Command:
		value, err = r.command(ctx, ref.Name)
	case File:
		value, err = r.file(ref.Name)
	}
	if err != nil {
		return "", fmt.Errorf("secret %s: %w", ref.title(), err)
	}
	if value == "" {
		return "", fmt.Errorf("secret %s: %w: it is empty", ref.title(), ErrMissing)
	}
	if r.Known != nil {
		r.Known.Add(value)
	}
	return value, nil
}

// Set keeps a value where a keyring: or file: reference points.
func (r *Resolver) Set(ctx context.Context, text, value string) error {
	ref, err := Parse(text)
	if err != nil {
		return fmt.Errorf("keep secret: %w", err)
	}
	if value == "" || len(value) > maxSecret {
		return fmt.Errorf("keep secret %s: it has %d bytes, 1 to %d can be kept", ref.title(), len(value), maxSecret)
	}
	if r.Known != nil {
		r.Known.Add(value)
	}
	switch ref.Kind {
	case Keyring:
		err = r.ring().Set(ctx, ref.Name, value)
	case File:
		var path string
		if path, err = r.path(ref.Name); err == nil {
			err = durable.Write(path, []byte(value+"\n"), durable.Private)
		}
	default:
		err = ErrReadOnly
	}
	if err != nil {
		return fmt.Errorf("keep secret %s: %w", ref.title(), err)
	}
	return nil
}

// title names a reference in a message: of a command the program alone, as
// people do write secrets among its arguments.
func (r Ref) title() string {
	if r.Kind != Command {
		return r.String()
	}
	words, err := split(r.Name)
	if err != nil {
		return string(r.Kind)
	}
	return string(r.Kind) + ":" + words[0]
}

func (r *Resolver) ring() Ring {
	if r.Ring != nil {
		return r.Ring
	}
	return System
}

func (r *Resolver) env(name string) (string, error) {
	lookup := r.Env
	if lookup == nil {
		lookup = os.LookupEnv
	}
	value, ok := lookup(name)
	if !ok {
		return "", fmt.Errorf("%w: the environment variable is not set", ErrMissing)
	}
	return bounded(value)
}

// command runs a program without a shell and takes the first line it prints.
func (r *Resolver) command(ctx context.Context, line string) (string, error) {
	words, err := split(line)
	if err != nil {
		return "", err
	}
	timeout := r.Timeout
	if timeout == 0 {
		timeout = commandTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out := &firstLine{done: cancel}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdout = out
	// Children that keep the pipe open must not keep us waiting.
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case out.over:
		return "", tooLong()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("the program did not end within %s", timeout)
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && !(errors.Is(err, exec.ErrWaitDelay) && out.whole):
		return "", fmt.Errorf("the program failed: %w", err)
	}
	return strings.TrimRight(string(out.line), "\r\n"), nil
}

// firstLine keeps what is written up to the first line end.
type firstLine struct {
	line        []byte
	whole, over bool
	done        context.CancelFunc
}

func (f *firstLine) Write(p []byte) (int, error) {
	if f.whole || f.over {
		return len(p), nil
	}
	if n := bytes.IndexByte(p, '\n'); n >= 0 {
		f.line, f.whole = append(f.line, p[:n]...), true
	} else {
		f.line = append(f.line, p...)
	}
	if len(f.line) > maxSecret {
		f.line, f.over = nil, true
		f.done()
	}
	return len(p), nil
}

func tooLong() error { return fmt.Errorf("it is longer than %d bytes", maxSecret) }

func bounded(value string) (string, error) {
	if len(value) > maxSecret {
		return "", tooLong()
	}
	return value, nil
}

func (r *Resolver) path(name string) (string, error) {
	rest, ok := strings.CutPrefix(name, "~/")
	if !ok {
		return name, nil
	}
	home := r.Home
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(home, rest), nil
}

// file reads a file that only its owner, us, may read.
func (r *Resolver) file(name string) (string, error) {
	path, err := r.path(name)
	if err != nil {
		return "", err
	}
	data, err := ReadPrivate(path, maxSecret)
	return strings.TrimRight(string(data), "\r\n"), err
}

// ReadPrivate reads a file of at most so many bytes that belongs to us and
// that nobody else may read; ErrExposed tells how to mend that. On Windows the
// folder's access list protects it, and is not looked at.
func ReadPrivate(path string, most int64) ([]byte, error) {
	f, err := openPlain(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	if err := private(path, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		clear(data)
		return nil, fmt.Errorf("%s is longer than %d bytes", path, most)
	}
	return data, nil
}
