/**
 * UDP sockets by direct system calls of Linux, so that a generator on one core can keep a server on
 * another busy: a train that the server sent as one segmented message is received by one call.
 */
@NullMarked
package org.consilium.perf.load.net;

import org.jspecify.annotations.NullMarked;
