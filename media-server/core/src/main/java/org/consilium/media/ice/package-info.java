/**
 * Storey 2: the lite side of Interactive Connectivity Establishment (RFC 8445) and of consent to
 * send (RFC 7675). Imports {@code stun} and {@code buffer}.
 *
 * <p>Binding requests are answered on the hot path: nothing is allocated for a path already known.
 */
@NullMarked
package org.consilium.media.ice;

import org.jspecify.annotations.NullMarked;
