/**
 * Storey 2: when packets for one receiver leave: a budget by time, and a bounded queue in order of
 * importance. Imports {@code buffer} only.
 *
 * <p>Hot path; single writer: the room's loop. Time is passed in with every call.
 */
@NullMarked
package org.consilium.media.pacing;

import org.jspecify.annotations.NullMarked;
