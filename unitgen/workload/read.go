package workload

import (
	"io"
	"os"
	"syscall"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Read reads the files of a workload, for Parse. The error is a *FileError.
func (f Found) Read() ([]Source, error) {
	sources := make([]Source, 0, len(f.Files))
	for _, path := range f.Files {
		text, err := readFile(path)
		if err != nil {
			err.Name = f.Name
			return nil, err
		}
		sources = append(sources, Source{Path: path, Text: text})
	}
	return sources, nil
}

// readFile reads an ordinary file of at most syntax.MaxFile bytes. It looks at
// what it opened, not at the name, and a FIFO does not block it.
func readFile(path string) (string, *FileError) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if err != nil {
		return "", &FileError{Path: path, Cause: cause(err)}
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", &FileError{Path: path, Cause: cause(err)}
	}
	if fault := kindFault(info); fault != "" {
		return "", &FileError{Path: path, Cause: fault}
	}
	text := make([]byte, 0, info.Size()+1)
	for len(text) <= syntax.MaxFile {
		n, err := file.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", &FileError{Path: path, Cause: cause(err)}
		}
		if len(text) == cap(text) {
			text = append(text, 0)[:len(text)] // it has grown since
		}
	}
	return string(text), nil
}
