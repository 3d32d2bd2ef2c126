// Command testcount runs go test with the arguments it gets, shows how each
// package went and what failing tests said, and ends with one line of counts.
//
//	go run ./internal/testcount -race ./...
//
// It exits with 1 if anything failed, did not build, or if no test ran at all.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	stream, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("read from go test: %w", err)
	}
	// An interrupt reaches go test as well; its last words are still counted.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start go test: %w", err)
	}
	counts, readErr := report(stream, out)
	waitErr := cmd.Wait()
	fmt.Fprintln(out, counts)
	switch {
	case readErr != nil:
		return fmt.Errorf("read from go test: %w", readErr)
	case counts.failed > 0:
		return fmt.Errorf("%d failed", counts.failed)
	case waitErr != nil:
		return fmt.Errorf("go test: %w", waitErr)
	case counts.passed == 0:
		return fmt.Errorf("no test ran")
	}
	return nil
}
