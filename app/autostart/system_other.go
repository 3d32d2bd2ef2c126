//go:build !windows

package autostart

// systemKeys: only Windows has a registry.
func systemKeys() Keys { return nil }
