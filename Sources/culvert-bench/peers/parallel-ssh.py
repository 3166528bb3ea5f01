"""Asks every host in the file "hosts" with parallel-ssh, and prints what they answer."""
import sys

from pssh.clients import ParallelSSHClient

hosts = open("hosts").read().split()
client = ParallelSSHClient(hosts, user="root", pkey=".ssh/id_ed25519", pool_size=int(sys.argv[1]))
for output in client.run_command("probe", stop_on_errors=False):
    if output.exception is None:
        for line in output.stdout:
            print(line)
