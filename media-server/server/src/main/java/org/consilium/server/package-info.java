/**
 * The shell around the media core: everything that owns a socket, a thread, a clock or a logger.
 * {@code MediaServer} is the composition root.
 */
@NullMarked
package org.consilium.server;

import org.jspecify.annotations.NullMarked;
