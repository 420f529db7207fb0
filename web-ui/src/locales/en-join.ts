import common from './en/common.json'
import devices from './en/devices.json'
import joining from './en/joining.json'

/** What the join page says, and what every page may say. */
export const resources = { common, devices, joining }
