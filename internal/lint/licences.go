package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences (SPDX) whose terms a binary under Apache-2.0 can keep.
var allowed = []string{
	"Apache-2.0", "MIT", "MIT-0", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0",
	"Zlib", "CC0-1.0", "Unlicense", "OFL-1.1", "BSL-1.0", "0BSD", "Python-2.0", "Unicode-DFS-2016",
}

// Build is one binary as it is built somewhere.
type Build struct {
	Package string
	System  string // GOOS
	Tags    string
}

// Dependency is a module, and the folders of its packages that go into binaries.
type Dependency struct {
	Path    string
	Version string
	Dir     string // of the module, in the module cache
	Folders []string
}

// Dependencies asks go which modules go into binaries. Nothing is compiled.
func Dependencies(root string, builds []Build) ([]Dependency, error) {
	modules := map[string]*Dependency{}
	for _, build := range builds {
		cmd := exec.Command("go", "list", "-deps", "-e", "-tags", build.Tags, "-json=Dir,Module", build.Package)
		cmd.Dir = root
		// With cgo, files of packages such as the window's are seen as well.
		cmd.Env = append(os.Environ(), "GOOS="+build.System, "CGO_ENABLED=1")
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("list what %s for %s is made of: %w: %s", build.Package, build.System, err, complaint.String())
		}
		if err := collect(out, modules); err != nil {
			return nil, fmt.Errorf("read what go list said: %w", err)
		}
	}
	var list []Dependency
	for _, dependency := range modules {
		list = append(list, *dependency)
	}
	slices.SortFunc(list, func(a, b Dependency) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

func collect(listed []byte, modules map[string]*Dependency) error {
	decoder := json.NewDecoder(bytes.NewReader(listed))
	for {
		var pkg struct {
			Dir    string
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if pkg.Module == nil || pkg.Module.Main {
			continue
		}
		if modules[pkg.Module.Path] == nil {
			modules[pkg.Module.Path] = &Dependency{Path: pkg.Module.Path, Version: pkg.Module.Version, Dir: pkg.Module.Dir}
		}
		known := modules[pkg.Module.Path]
		if !slices.Contains(known.Folders, pkg.Dir) {
			known.Folders = append(known.Folders, pkg.Dir)
		}
	}
}

// Licences finds modules without a licence, or under one that is not allowed. A
// licence file beside a package counts as well as the module's own.
func Licences(dependencies []Dependency) []Finding {
	var found []Finding
	for _, dependency := range dependencies {
		files := LicenceFiles(dependency)
		if len(files) == 0 {
			found = append(found, Finding{dependency.Path, "has no licence file"})
		}
		for _, path := range files {
			text, err := os.ReadFile(path)
			if err != nil {
				found = append(found, Finding{dependency.Path, err.Error()})
				continue
			}
			if what := judge(text); what != "" {
				found = append(found, Finding{dependency.Path, filepath.Base(path) + " " + what})
			}
		}
	}
	return found
}

// Licence names the licences (SPDX) that a text is made of, in its order.
func Licence(text []byte) []string {
	var names []string
	for _, match := range licensecheck.Scan(text).Match {
		if !match.IsURL && !slices.Contains(names, match.ID) {
			names = append(names, match.ID)
		}
	}
	return names
}

// judge says what is wrong with a licence's text, or "".
func judge(text []byte) string {
	coverage := licensecheck.Scan(text)
	if len(coverage.Match) == 0 || coverage.Percent < 80 {
		return fmt.Sprintf("is no licence that is known (%.0f %% of it recognised)", coverage.Percent)
	}
	for _, match := range coverage.Match {
		if !match.IsURL && !slices.Contains(allowed, match.ID) {
			return "is under " + match.ID + ", which is not on the list"
		}
	}
	return ""
}

// LicenceFiles looks in the folders of the packages and up to the module's root.
func LicenceFiles(dependency Dependency) []string {
	var files []string
	seen := map[string]bool{}
	for _, folder := range append(dependency.Folders, dependency.Dir) {
		for strings.HasPrefix(folder, dependency.Dir) && !seen[folder] {
			seen[folder] = true
			entries, err := os.ReadDir(folder)
			if err != nil {
				break
			}
			for _, entry := range entries {
				if !entry.IsDir() && isLicenceName(entry.Name()) {
					files = append(files, filepath.Join(folder, entry.Name()))
				}
			}
			folder = filepath.Dir(folder)
		}
	}
	return files
}

func isLicenceName(name string) bool {
	stem := strings.ToUpper(strings.TrimSuffix(strings.TrimSuffix(name, ".md"), ".txt"))
	for _, known := range []string{"LICENSE", "LICENCE", "COPYING", "UNLICENSE"} {
		if stem == known || strings.HasPrefix(stem, known+"-") || strings.HasPrefix(stem, known+".") && !strings.HasSuffix(stem, ".GO") {
			return true
		}
	}
	return false
}
