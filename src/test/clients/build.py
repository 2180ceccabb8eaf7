"""Builds a context by docker-py: build.py HOST FOLDER. Prints the output, and at the end the image's id."""

import sys

import docker
from docker.errors import BuildError

client = docker.DockerClient(base_url=sys.argv[1])
folder = sys.argv[2]
options = {"path": folder, "buildargs": {"WHO": "world"}, "labels": {"by": "test"}, "rm": True, "forcerm": True}

image, output = client.images.build(tag="made:1", target="made", **options)
for line in output:
    print(line.get("stream", ""), end="")
try:
    client.images.build(**options)
    sys.exit("the build of a command that fails has succeeded")
except BuildError as e:
    last = list(e.build_log)[-1]
    print("failed:", last["errorDetail"]["code"], str(e).split()[-1])
print(image.id)
