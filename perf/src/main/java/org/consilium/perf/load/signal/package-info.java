/**
 * The client protocol, dual mode on {@code /rtc}, as a client speaks it. The only package of this
 * module that knows its messages.
 */
@NullMarked
package org.consilium.perf.load.signal;

import org.jspecify.annotations.NullMarked;
