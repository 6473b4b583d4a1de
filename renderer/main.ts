import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { z } from 'zod'
import App from './App.vue'
import { commands, listenForShortcuts } from './app/commands.ts'
import { connectLab } from './app/connect.ts'
import { navigate } from './app/route.ts'
import { provideLab } from './lab.ts'
import '@fontsource-variable/inter/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/popups.css'

// zod would compile its schemas to functions; the content security policy forbids that.
z.config({ jitless: true })

provideLab(connectLab())
// Drawn in its own font from the first frame on; without the font's file the page is still of use.
void document.fonts
  .load("13px 'Inter Variable'")
  .catch(() => [])
  .then(() => {
    createApp(App).use(createPinia()).mount('#app')
    listenForShortcuts(window)
    window.stagecraft?.onCommand((id) => commands.run(id))
    window.stagecraft?.onShowRun((id) => navigate({ view: 'run', id }))
  })
