import call from './fr/call.json'
import chat from './fr/chat.json'
import common from './fr/common.json'
import consults from './fr/consults.json'
import devices from './fr/devices.json'
import joining from './fr/joining.json'
import signIn from './fr/sign-in.json'
import users from './fr/users.json'

export const resources = { call, chat, common, consults, devices, joining, signIn, users }
