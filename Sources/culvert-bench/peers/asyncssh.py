"""Asks every host in the file "hosts" with asyncssh, and prints what they answer."""
import asyncio
import sys

import asyncssh


async def main():
    hosts = open("hosts").read().split()
    known = asyncssh.read_known_hosts(".ssh/known_hosts")
    key = asyncssh.read_private_key(".ssh/id_ed25519")
    turn = asyncio.Semaphore(int(sys.argv[1]))

    async def ask(host):
        async with turn:
            async with asyncssh.connect(
                host, username="root", client_keys=[key], known_hosts=known, config=None
            ) as connection:
                return (await connection.run("probe")).stdout

    for answer in await asyncio.gather(*map(ask, hosts), return_exceptions=True):
        print(answer)


asyncio.run(main())
