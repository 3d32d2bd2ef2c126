//go:build (darwin && !ios) || windows

package secret

func reachable() error { return nil }
