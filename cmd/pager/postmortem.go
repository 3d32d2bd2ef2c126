package pager

import (
	"io/fs"

	"turnaround/app/postmortem/book"
	"turnaround/app/update"
)

// Postmortems are those kept beside the incidents, in the sections that the
// person and the team have.
func (p *Pager) Postmortems() book.Book {
	return book.Book{Desk: p.Desk, Folders: p.ownTexts(), Zone: p.Zone(), Now: p.now, Grace: p.Config().Targets.Grace.Std()}
}

// ownTexts are the folders where a team keeps templates and sections of its own.
func (p *Pager) ownTexts() []fs.FS {
	files := p.Config().Files
	if len(files) == 0 {
		files = []string{p.Places().Config}
	}
	return update.Folders(files)
}
