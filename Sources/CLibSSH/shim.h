// What Swift sees of libssh; the types and constants that only the tests' server needs are in server.h.
#pragma once
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
