module github.com/volt-project/volt

go 1.26
