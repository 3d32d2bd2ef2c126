package update

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Folders are where own templates are: "templates" beside each configuration
// file, first those of the team's files, last that of the personal one, which
// is files[0]. What is not there is left out.
func Folders(files []string) []fs.FS {
	if len(files) == 0 {
		return nil
	}
	var paths []string
	for _, file := range append(slices.Clone(files[1:]), files[0]) {
		paths = append(paths, filepath.Join(filepath.Dir(file), "templates"))
	}
	var folders []fs.FS
	for i, path := range paths {
		if info, err := os.Stat(path); err == nil && info.IsDir() && !slices.Contains(paths[i+1:], path) {
			folders = append(folders, os.DirFS(path))
		}
	}
	return folders
}
