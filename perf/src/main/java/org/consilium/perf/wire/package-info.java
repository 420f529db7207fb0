/**
 * Forwarding down to the wire: the same packets to the same ten sockets, by our own code and by a
 * loop of the shape a C program would have, with nothing of a media server in it. Their ratio says
 * how far we are from the bound of this machine.
 */
@NullMarked
package org.consilium.perf.wire;

import org.jspecify.annotations.NullMarked;
