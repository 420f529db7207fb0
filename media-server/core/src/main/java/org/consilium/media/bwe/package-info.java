/**
 * Storey 2: how much one receiver's path carries, worked out at the sender from transport-wide
 * feedback: delay trend, loss, probes. Imports {@code buffer} and {@code time} only.
 *
 * <p>Sources: draft-ietf-rmcat-gcc-02 (delay trend, adaptive threshold, AIMD),
 * draft-holmer-rmcat-transport-wide-cc-extensions-01 (what is reported), RFC 8698 and RFC 8298
 * (what others do), RFC 8867 and RFC 8868 (how it is judged).
 *
 * <p>Hot path: a pure function of state, event and time; primitive arrays, nothing allocated per
 * packet or report. Single writer: the room's loop.
 */
@NullMarked
package org.consilium.media.bwe;

import org.jspecify.annotations.NullMarked;
