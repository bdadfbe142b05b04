// The bot's registration in Azure, with its Teams channel. The bot itself runs wherever you run it.
// Free tier: Teams is a standard channel and costs nothing.

@description('Name of the registration; it has to be unique in Azure.')
param name string

@description('Host at which the bot is reached over https, without https:// in front.')
param domain string

@description('Application (client) id of the app registration, or the client id of the managed identity.')
param appId string

@description('Directory (tenant) id.')
param tenantId string = tenant().tenantId

@allowed(['SingleTenant', 'UserAssignedMSI'])
param appType string = 'SingleTenant'

@description('Resource id of the managed identity; for UserAssignedMSI only.')
param identityId string = ''

@description('The name that people see before the Teams package gives its own.')
param displayName string = 'Digitallotse'

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: 'F0'
  }
  properties: {
    displayName: displayName
    endpoint: 'https://${domain}/api/messages'
    msaAppId: appId
    msaAppTenantId: tenantId
    msaAppType: appType
    msaAppMSIResourceId: appType == 'UserAssignedMSI' ? identityId : null
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
    }
  }
}

output endpoint string = bot.properties.endpoint
