/*
 * maxrss PROGRAM [ARGUMENT...]: prints "STATUS KILOBYTES", the exit status of
 * PROGRAM and its peak memory (ru_maxrss of getrusage(2)).
 *
 * execve(2) counts the memory of the process that called it as the new
 * program's. A fork of this small program adds next to nothing; one of the
 * benchmark would add megabytes.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status;
	struct rusage used;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid < 0)
		return 1;
	if (pid == 0) {
		execv(argv[1], argv + 1);
		_exit(1);
	}
	if (wait4(pid, &status, 0, &used) != pid || !WIFEXITED(status))
		return 1;
	printf("%d %ld\n", WEXITSTATUS(status), used.ru_maxrss);
	return 0;
}
