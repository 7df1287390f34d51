package attempts

import (
	"os"

	"golang.org/x/sys/unix"
)

// links tries to move or link across the border of a writable folder.
func links() []Attempt {
	return []Attempt{{
		Name: "symlink-out", Tries: "follow a symlink from a writable folder to an unlisted file",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock},
		Needs: []string{"writable", "host_file", "secret"}, Reason: "whoever may write a folder may make links in it",
		try: func(s *Setup) Finding {
			link := scratch(s, "symlink")
			if err := os.Symlink(s.HostFile, link); err != nil {
				return broken("cannot make the symlink: %v", err)
			}
			defer os.Remove(link)
			return readSecret(link, s.Secret)
		},
	}, {
		Name: "hardlink-unlisted", Tries: "hard-link an unlisted file into a writable folder",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EXDEV}, By: []Protection{MountView, Landlock},
		Needs: []string{"writable", "host_file"}, Reason: "a second name below a listed folder would carry the listed folder's rights",
		try: func(s *Setup) Finding { return link(s.HostFile, scratch(s, "hardlink")) },
	}, {
		Name: "hardlink-readable", Tries: "hard-link a file of an fs_read folder into a writable folder",
		Denied: errnos{unix.EXDEV, unix.EACCES}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable", "writable"}, Reason: "the new name would be writable; two bind mounts, and Landlock's refer right, keep the folders apart",
		try: func(s *Setup) Finding { return link(s.Readable+"/file", scratch(s, "hardlink")) },
	}, {
		Name: "rename-out-of-readable", Tries: "rename a file of an fs_read folder into a writable folder",
		Denied: errnos{unix.EXDEV, unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable", "writable"}, Reason: "the moved file would be writable",
		try: func(s *Setup) Finding { return rename(s.Readable+"/victim", scratch(s, "renamed")) },
	}, {
		Name: "rename-into-readable", Tries: "rename a file of a writable folder into an fs_read folder",
		Denied: errnos{unix.EXDEV, unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable", "writable"}, Reason: "a planted file where others trust what they read",
		try: func(s *Setup) Finding {
			own := scratch(s, "plant")
			if err := os.WriteFile(own, nil, 0o600); err != nil {
				return broken("cannot make a file: %v", err)
			}
			defer os.Remove(own)
			return rename(own, s.Readable+"/volt-battery-plant")
		},
	}}
}

// link makes a hard link and removes it again.
func link(from, to string) Finding {
	err := unix.Link(from, to)
	if err == nil {
		_ = os.Remove(to)
	}
	return found(err, "link "+from+" to "+to)
}

// rename moves a file of the fixture there and back.
func rename(from, to string) Finding {
	err := unix.Rename(from, to)
	if err == nil {
		_ = unix.Rename(to, from)
	}
	return found(err, "rename "+from+" to "+to)
}
