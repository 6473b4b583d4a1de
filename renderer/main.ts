import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { z } from 'zod'
import App from './App.vue'
import { commands, listenForShortcuts } from './app/commands.ts'
import { connectLab } from './app/connect.ts'
import { provideLab } from './lab.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/popups.css'

// zod would compile its schemas to functions; the content security policy forbids that.
z.config({ jitless: true })

provideLab(connectLab())
createApp(App).use(createPinia()).mount('#app')
listenForShortcuts(window)
window.stagecraft?.onCommand((id) => commands.run(id))
