//go:build !windows

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"turnaround/app/incident"
)

func init() { roles["limit"] = childLimit }

func TestALimitOfTheDiskLosesNothing(t *testing.T) {
	cmd, _, out := startChild(t, "limit", t.TempDir())
	said := ""
	for out.Scan() {
		said += out.Text()
	}
	if err := cmd.Wait(); err != nil || !strings.HasPrefix(said, "done ") || said == "done 0" {
		t.Errorf("the process says %q, %v", said, err)
	}
}

// childLimit meets the system's own refusal to make files larger, which any
// user can bring about, in the middle of its work: it must be told ErrFull,
// keep what was acknowledged readable, go on once there is room, and lose
// nothing.
func childLimit(dir string) error {
	s, err := Open(context.Background(), phone(dir))
	if err != nil {
		return err
	}
	put := func(n int) error {
		return s.Update(context.Background(), func(tx *Tx) error {
			inc := sample(n)
			body := make([]byte, 20_000)
			for i := range body {
				body[i] = byte('a' + (i*n+i*i)%23)
			}
			return errors.Join(tx.PutIncident(inc), tx.PutBody(inc.ID, "k", string(body)))
		})
	}
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 64 << 10, Max: before.Max}); err != nil {
		return err
	}
	done := 0
	for ; done < 5000; done++ {
		if err = put(done); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrFull) {
		return fmt.Errorf("after %d incidents: %w, want ErrFull", done, err)
	}
	if err := put(done + 1); !errors.Is(err, ErrFull) {
		return fmt.Errorf("the second refusal is %w, want ErrFull", err)
	}
	rows := rowsByID(s)
	for n := range done {
		if _, ok := rows[sample(n).ID]; !ok {
			return fmt.Errorf("no row of acknowledged incident %d while full", n)
		}
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	for tries := 0; ; tries++ {
		if err = put(done); err == nil || tries == 10 {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	if err := allThere(s, done+1); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	if s, err = Open(context.Background(), phone(dir)); err != nil {
		return err
	}
	if s.Aside() != "" {
		return fmt.Errorf("set aside: %s", s.Salvaged().Cause)
	}
	if err := allThere(s, done+1); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "done", done)
	return s.Close()
}

func allThere(s *Store, n int) error {
	for i := range n {
		id := sample(i).ID
		err := s.View(func(tx *Tx) error {
			_, err := tx.Incident(id)
			_, err2 := tx.Body(id, "k")
			return errors.Join(err, err2)
		})
		if row, ok := s.Row(id); err != nil || !ok || row.Status != incident.Acknowledged {
			return fmt.Errorf("incident %d of %d: row %v, %w", i, n, ok, err)
		}
	}
	return nil
}
