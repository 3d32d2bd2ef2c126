package autostart

import (
	"errors"

	"golang.org/x/sys/windows/registry"
)

// approvedPath is where the task manager notes what a person switched off.
const approvedPath = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`

// systemKeys gives this user's registry.
func systemKeys() Keys { return hive{} }

type hive struct{}

func (hive) Get(name string) (string, bool, error) {
	var value string
	there, err := with(runPath, registry.QUERY_VALUE, func(k registry.Key) (err error) {
		value, _, err = k.GetStringValue(name)
		return err
	})
	return value, there, err
}

func (hive) Set(name, value string) error {
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runPath, registry.SET_VALUE)
	if err != nil {
		return err
	}
	return errors.Join(k.SetStringValue(name, value), k.Close())
}

func (hive) Delete(name string) error {
	_, err := with(runPath, registry.SET_VALUE, func(k registry.Key) error { return k.DeleteValue(name) })
	return err
}

func (hive) Refused(name string) (bool, error) {
	var state []byte
	_, err := with(approvedPath, registry.QUERY_VALUE, func(k registry.Key) (err error) {
		state, _, err = k.GetBinaryValue(name)
		return err
	})
	return len(state) > 0 && state[0]&1 == 1, err
}

func (hive) Approve(name string) error {
	_, err := with(approvedPath, registry.SET_VALUE, func(k registry.Key) error { return k.DeleteValue(name) })
	return err
}

// with does something with a key; a key or a value that is not there is no error.
func with(path string, access uint32, do func(registry.Key) error) (there bool, err error) {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, access)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = do(k)
	there = err == nil
	if errors.Is(err, registry.ErrNotExist) {
		err = nil
	}
	return there, errors.Join(err, k.Close())
}
