"""What pyinfra does on each host: the commands, files and links of its errand."""
from pyinfra import host
from pyinfra.operations import files, server

server.shell(name="commands", commands=" && ".join(host.data.commands))
for file in host.data.files:
    files.put(name=file["path"], src=file["source"], dest=file["path"], mode=file["mode"])
for link in host.data.links:
    files.link(name=link["path"], path=link["path"], target=link["target"])
