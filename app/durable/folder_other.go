//go:build !unix

package durable

// syncFolder does nothing: Windows opens no folder for syncing, and its file
// system journals the rename.
func syncFolder(string) error { return nil }
